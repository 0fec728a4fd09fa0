import { lasting } from '../../api/shown/amount.ts';
import type { Change, Final, ReplayedStage } from '../../core/verdict/replay/replay.ts';
import { signFor } from './sign.ts';

/** What is about to be played. */
export function replayHead(
  name: string,
  environment: string,
  stage: number,
  { plan, weightShare }: ReplayedStage,
): string {
  const weight = weightShare === null ? '' : ` · ${Number((weightShare * 100).toFixed(1))} %`;
  return `${name} → stage ${stage} of ${environment}${weight} · ${lasting(plan.seconds)}`;
}

/** A change as a line: when, which gate, how it stands and why, and the sentence with the numbers. */
export function changeLine({ t, gate }: Change, ascii: boolean): string {
  const stands = `${gate.state}/${gate.reason}`;
  return `${lasting(t).padStart(7)}  ${signFor(gate.state, ascii)} ${gate.gate}  ${stands}\n${' '.repeat(11)}${gate.text}`;
}

/** How the stage ended. */
export function finalLine({ verdict, at, reason, extended }: Final, ascii: boolean): string {
  const time = extended ? `${lasting(at)}, extended` : lasting(at);
  return `${signFor(verdict, ascii)} ${verdict} (${reason}) at ${time}`;
}
