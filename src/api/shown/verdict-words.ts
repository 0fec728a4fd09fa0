import type { GateVerdict, ReasonCode } from '../../core/verdict/verdict.ts';
import { lasting, whole } from './amount.ts';
import type { Meaning } from './meaning.ts';

/** A gate's verdict in a few words, and what it means. */
export interface Said {
  readonly meaning: Meaning;
  readonly words: string;
}

type Judged = Pick<GateVerdict, 'kind' | 'state' | 'reason' | 'needsRequests' | 'needsMinutes'>;

/** A gate's verdict in words: what it says, and what it still needs. */
export function verdictWords(gate: Judged): Said {
  switch (gate.state) {
    case 'pass':
      return { meaning: 'pass', words: gate.reason === 'trigger-clear' ? 'clear' : 'proven' };
    case 'fail':
      return { meaning: 'fail', words: FAILED[gate.reason] ?? `failed: ${gate.reason}` };
    case 'ambiguous':
      return { meaning: 'ambiguous', words: `ambiguous: ${WHY[gate.reason] ?? gate.reason}` };
    case 'hold':
      return { meaning: 'hold', words: `held: ${WHY[gate.reason] ?? gate.reason}` };
    case 'collecting':
      return collectingWords(gate);
  }
}

function collectingWords({ kind, reason, needsRequests, needsMinutes }: Judged): Said {
  if (reason === 'min-duration') {
    return { meaning: 'pass', words: kind === 'trigger' ? 'clear so far' : 'proven, stage not over' };
  }
  const late = reason === 'extended' ? 'extended, ' : '';
  if (needsRequests === null) return { meaning: 'collecting', words: `${late}not proven yet` };
  const time = needsMinutes === null ? '' : `, ${lasting(needsMinutes * 60)}`;
  return { meaning: 'collecting', words: `${late}~${whole(needsRequests)} more requests${time}` };
}

const FAILED: Readonly<Partial<Record<ReasonCode, string>>> = {
  absolute: 'proven false',
  relative: 'proven worse than stable',
  shift: 'proven slower than stable',
  consecutive: 'failed several times in a row',
};

const WHY: Readonly<Partial<Record<ReasonCode, string>>> = {
  evidence: 'evidence against it mounts',
  absent: 'data is missing',
  stale: 'nothing new is measured',
  'no-traffic': 'the candidate gets no requests',
  environment: 'stable is over the limit as well',
  'clock-jump': 'the clock jumped',
  'split-mismatch': 'traffic is not split as set',
  contradictory: 'evidence for and against',
  borderline: 'too near to the limit',
  insufficient: 'too little evidence',
  resolution: 'the source is too coarse',
  drift: 'stable itself drifts',
};
