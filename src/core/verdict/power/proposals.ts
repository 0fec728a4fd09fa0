import type { Comparison, Gate, Limit } from '../../gate/gate.ts';
import { gateText } from '../../gate/text.ts';
import { type Duration, minutes } from '../../kernel/duration.ts';
import { ratioOf, type Weight } from '../../kernel/weight.ts';
import { niceAbove } from './nice.ts';
import { gatePower, type Rollout } from './power.ts';
import { stableLevel } from './stable-level.ts';
import type { StableRecord } from './stable-record.ts';

/** One change of the configuration with which the gate can be proven. */
export type Proposal =
  | { readonly kind: 'duration'; readonly duration: Duration }
  | { readonly kind: 'weight'; readonly weight: Weight }
  | { readonly kind: 'gate'; readonly gate: Gate };

/** A healthy candidate passes so often by the end of the extension before a change is proposed. */
const OFTEN = 0.95;
const LONGEST_MINUTES = 24 * 60;
const HIGHEST_PERCENT = 50;
const WIDER = 1.25;
/** A limit beyond one failure in ten, or many times what users wait now, guards nobody. */
const HIGHEST_ERRORS = 0.1;
const HIGHEST_TIMES = 8;

/** The changes that suffice, each by itself, the smallest of its kind: all of them are worked out, none is guessed. */
export function proposalsFor(rollout: Rollout, at: number, gate: Gate, stable: StableRecord): readonly Proposal[] {
  const suffices = (proposal: Proposal): boolean => {
    const changed = withProposal(rollout, at, gate, proposal);
    const power = gatePower(changed, at, proposal.kind === 'gate' ? proposal.gate : gate, stable);
    return power.state === 'enough' && (power.chanceExtended ?? 0) >= OFTEN;
  };
  return [
    ...longerStage(rollout, at, suffices),
    ...higherWeight(rollout, at, suffices),
    ...otherGates(gate, stable).flatMap((gates) => {
      const first = gates.map((other): Proposal => ({ kind: 'gate', gate: other })).find(suffices);
      return first === undefined ? [] : [first];
    }),
  ];
}

/** The rollout with a proposal taken. */
export function withProposal(rollout: Rollout, at: number, gate: Gate, proposal: Proposal): Rollout {
  const stages = rollout.stages.map((stage, index) => {
    if (index !== at) return stage;
    if (proposal.kind === 'duration') return { ...stage, duration: proposal.duration };
    if (proposal.kind === 'weight') return { ...stage, weight: proposal.weight };
    return { ...stage, gates: stage.gates.map((each) => (each.text === gate.text ? proposal.gate : each)) };
  });
  return { ...rollout, stages };
}

function longerStage(rollout: Rollout, at: number, suffices: (one: Proposal) => boolean): readonly Proposal[] {
  const now = Math.ceil((rollout.stages[at]?.duration ?? 0) / 60_000);
  const propose = (count: number): Proposal => ({ kind: 'duration', duration: minutes(count) });
  const least = leastOf(now, LONGEST_MINUTES, (count) => suffices(propose(count)));
  if (least === null) return [];
  const step = least <= 60 ? 1 : least <= 180 ? 5 : 15;
  return [propose(Math.ceil(least / step) * step)].filter(suffices);
}

function higherWeight(rollout: Rollout, at: number, suffices: (one: Proposal) => boolean): readonly Proposal[] {
  const now = Math.floor(ratioOf(rollout.stages[at]?.weight ?? (0 as Weight)) * 100);
  const next = Math.floor(ratioOf(rollout.stages[at + 1]?.weight ?? (0 as Weight)) * 100);
  const highest = Math.min(HIGHEST_PERCENT, next - 1);
  const propose = (percent: number): Proposal => ({ kind: 'weight', weight: (percent * 10) as Weight });
  const least = leastOf(now, highest, (percent) => suffices(propose(percent)));
  return least === null ? [] : [propose(least)];
}

/** The least number above `from`, up to `to`, for which something holds that holds for all above as well; null where there is none. */
function leastOf(from: number, to: number, holds: (count: number) => boolean): number | null {
  if (to <= from || !holds(to)) return null;
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Other gates in the place of this one: a lower quantile, a wider margin, both, and an absolute limit; each kind by rising width. */
function otherGates(gate: Gate, stable: StableRecord): readonly (readonly Gate[])[] {
  const { condition } = gate;
  if (condition.kind !== 'compare') return [];
  const lower = condition.metric.startsWith('latency_p9') && condition.metric !== 'latency_p95';
  const wider = widerLimit(condition.limit);
  return [
    lower ? [gateOf({ ...condition, metric: 'latency_p95' })] : [],
    wider === null ? [] : [gateOf({ ...condition, limit: wider })],
    lower && wider !== null ? [gateOf({ ...condition, metric: 'latency_p95', limit: wider })] : [],
    absoluteLimits(condition, stable).map((limit) => gateOf({ ...condition, limit })),
  ].filter((gates) => gates.length > 0);
}

function widerLimit(limit: Limit): Limit | null {
  return limit.kind === 'baseline' && limit.plus === null && limit.factor < WIDER ? { ...limit, factor: WIDER } : null;
}

function absoluteLimits(comparison: Comparison, stable: StableRecord): readonly Limit[] {
  const { metric, operator, limit } = comparison;
  if (!operator.startsWith('<')) return [];
  const level = stableLevel(metric, stable);
  if (level === null) return [];
  const least = limit.kind === 'quantity' ? Math.max(limit.quantity.value, level) : level * Math.max(1, limit.factor);
  const unit = metric === 'error_rate' ? '%' : 'ms';
  return niceAbove(least, metric === 'error_rate' ? HIGHEST_ERRORS : HIGHEST_TIMES * level).map((value) => ({
    kind: 'quantity',
    quantity: { value, unit },
  }));
}

const gateOf = (condition: Comparison): Gate => ({ text: gateText({ condition }), condition });
