import type { DeploymentEvent } from '../../core/deployment/event.ts';
import type { GateVerdict } from '../../core/verdict/verdict.ts';

/** What a gate on trial would have come to in a deployment; `undecided`: the stage ended before it had decided. */
export type ShadowOutcome = 'passed' | 'failed' | 'ambiguous' | 'undecided';

/** What a gate on trial would have come to, and the sentence that it last said on it. */
export interface ShadowSaid {
  readonly gate: string;
  readonly outcome: ShadowOutcome;
  readonly text: string;
}

const WORST_FIRST: readonly ShadowOutcome[] = ['failed', 'ambiguous', 'undecided', 'passed'];

/** Each gate on trial of a deployment over all stages that have ended, by its text: as bad as in its worst stage. */
export function shadowOutcomes(events: readonly DeploymentEvent[]): readonly ShadowSaid[] {
  const settled = new Map<string, ShadowSaid>();
  const open = new Map<string, GateVerdict>();
  const settle = (gate: GateVerdict): void => {
    const said = { gate: gate.gate, outcome: outcomeOf(gate), text: gate.text };
    const before = settled.get(gate.gate);
    if (before === undefined || rank(said) < rank(before)) settled.set(gate.gate, said);
  };
  for (const event of events) {
    if (event.type === 'VerdictRecorded') {
      for (const gate of event.verdict.shadows ?? []) {
        // Acted on, it would have ended the stage there.
        if (gate.state === 'fail') settle(gate);
        open.set(gate.gate, gate);
      }
    }
    if (!ENDS_A_STAGE.includes(event.type)) continue;
    for (const gate of open.values()) settle(gate);
    open.clear();
  }
  return [...settled.values()];
}

const ENDS_A_STAGE: readonly DeploymentEvent['type'][] = [
  'StageAdvanced',
  'ProductionDeployed',
  'SettlingStarted',
  'RollbackStarted',
];

const rank = ({ outcome }: ShadowSaid): number => WORST_FIRST.indexOf(outcome);

function outcomeOf({ state }: GateVerdict): ShadowOutcome {
  if (state === 'fail') return 'failed';
  if (state === 'ambiguous') return 'ambiguous';
  return state === 'pass' ? 'passed' : 'undecided';
}
