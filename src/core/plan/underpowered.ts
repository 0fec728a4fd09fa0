import { formatDuration } from '../kernel/duration.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { formatWeight } from '../kernel/weight.ts';
import type { PowerCheck, StagePower } from '../verdict/power/power-check.ts';
import { proposalText, trafficSentence } from '../verdict/power/power-text.ts';
import type { Plan } from './plan.ts';

type Gate = StagePower['gates'][number];

/** A record shorter than this shows what comes by, not what the traffic is: it is shown, and nothing is refused for it. */
const TELLING_SECONDS = 60;

/** Why a plan may not be sealed at the traffic that stable shows; null when every gate can be proven, or the plan accepts that some cannot. */
export function refuseUnderpowered(plan: Pick<Plan, 'judge'>, check: PowerCheck): Refusal | null {
  if (plan.judge.underpowered === 'accept' || check.kind === 'unknown') return null;
  if (check.traffic.seconds < TELLING_SECONDS) return null;
  const impossible = check.stages.flatMap((stage) =>
    stage.gates.filter((gate) => gate.state === 'too-few').map((gate) => ({ stage, gate })),
  );
  const [worst, ...others] = impossible;
  if (worst === undefined) return null;
  const also = others.map(({ stage, gate }) => `"${gate.gate}" in ${stage.name}`);
  const more = also.length === 0 ? '' : `; nor can ${also.join(', ')}`;
  return refuse(
    'underpowered',
    `${cannot(worst.stage, worst.gate, plan.judge.extend)} (stable: ${trafficSentence(check.traffic)})${more}`,
    remedy(worst.stage, worst.gate),
  );
}

function cannot(stage: StagePower, gate: Gate, extend: number): string {
  const where = `${stage.name}, ${formatWeight(stage.weight)} for ${formatDuration(stage.duration)}`;
  const brings = `the stage brings ${gate.expected}, and ${Math.floor(extend * gate.expected)} when it extends`;
  const needs =
    gate.needed === null
      ? 'stable itself does not keep it with room to spare, so no number of requests proves it'
      : `it needs ${gate.needed} candidate requests; ${brings}${gate.carried > 0 ? `, beside ${gate.carried} of the stages before` : ''}`;
  return `"${gate.gate}" (${where}) cannot be proven even by a healthy release: ${needs}`;
}

function remedy(stage: StagePower, gate: Gate): string {
  const accept = 'let a person decide at its end: verdict: { underpowered: accept }';
  if (gate.proposals.length === 0) return `No single change suffices: take the gate out of ${stage.name}, or ${accept}`;
  return `Any one of these suffices in ${stage.name}: ${gate.proposals.map(proposalText).join(' · ')}. Or ${accept}`;
}
