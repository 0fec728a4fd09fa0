import { plainDecimal } from '../gate/decimal.ts';
import { comparisonText } from '../gate/text.ts';
import type { ScalarRule, SequentialRule } from './rule.ts';
import type { ScalarState } from './scalar/scalar-state.ts';
import type { GateVerdict, ReasonCode } from './verdict.ts';

/** A verdict before its sentence is written. */
export type Numbers = Omit<GateVerdict, 'text'>;

/** Times of the stage, in seconds. */
export interface Times {
  readonly judged: number;
  readonly planned: number;
  readonly until: number;
}

/** One sentence for people: what was observed, and what follows, with the numbers that say so. */
export function sentenceOf(numbers: Numbers, rule: SequentialRule, times: Times): string {
  return `${observation(numbers, rule)}; ${consequence(numbers, rule, times)}`;
}

function observation({ bounds, requests, errors }: Numbers, rule: SequentialRule): string {
  const { metric } = rule.comparison;
  if (bounds.observed === null) {
    return rule.judge === 'latency' && requests > 0
      ? `${metric} unknown (no latency of ${whole(requests)} requests that tells)`
      : `${metric} unknown (no requests)`;
  }
  if (rule.judge === 'latency') {
    const seen = `${metric} ${milliseconds(bounds.observed)} (${whole(requests)} requests)`;
    const beside = bounds.baseline === null ? seen : `${seen}, stable ${milliseconds(bounds.baseline)}`;
    const moves = rule.claim.limit.kind === 'stable' && bounds.limit !== null;
    return moves && bounds.limit !== null ? `${beside}, limit ${milliseconds(bounds.limit)}` : beside;
  }
  const counted = rule.comparison.metric === 'success_rate' ? requests - errors : errors;
  const seen = `${metric} ${percent(bounds.observed)} (${whole(counted)} of ${whole(requests)})`;
  return bounds.baseline === null ? seen : `${seen}, stable ${percent(bounds.baseline)}`;
}

function consequence(numbers: Numbers, rule: SequentialRule, times: Times): string {
  const claim = comparisonText(rule.comparison);
  switch (numbers.state) {
    case 'fail':
      return failure(numbers, rule, claim);
    case 'hold':
      return `held: ${cause(numbers, rule)}`;
    case 'ambiguous':
      return `undecided after ${duration(times.judged)}: ${cause(numbers, rule)}`;
    case 'collecting':
      return collecting(numbers, rule, times);
    case 'pass':
      return rule.role === 'trigger' ? `no proof of ${claim}` : `${claim} is proven (${passProof(numbers)})`;
  }
}

function failure({ reason, e }: Numbers, rule: SequentialRule, claim: string): string {
  if (reason === 'shift' && rule.judge === 'latency') {
    const proof = `E = ${rounded(e?.shift ?? 0)} >= ${rounded(rule.shift?.failAt ?? rule.failAt)}`;
    return `not ${claim}, and proven slower than stable as a whole (${proof})`;
  }
  const value = reason === 'relative' ? e?.relative : e?.absolute;
  const proof = `E = ${rounded(value ?? 0)} >= ${rounded(rule.failAt)}`;
  if (rule.role === 'trigger') return `${claim} is proven (${proof})`;
  if (reason === 'relative' && rule.judge === 'counts' && rule.claim.kind === 'absolute') {
    return `not ${claim}, and proven more than ${rule.ratio} times stable (${proof})`;
  }
  return `${claim} is proven false (${proof})`;
}

function collecting(numbers: Numbers, rule: SequentialRule, times: Times): string {
  if (numbers.reason === 'min-duration') {
    const said = rule.role === 'trigger' ? 'clear so far' : `proven (${passProof(numbers)})`;
    return `${said}, waits for the minimum duration (${duration(times.judged)} of ${duration(times.planned)})`;
  }
  const until = numbers.reason === 'extended' ? `, extended to ${duration(times.until)}` : '';
  return `not proven yet (${passProof(numbers)})${more(numbers)}${until}`;
}

const passProof = ({ e }: Numbers): string => {
  const value = e?.pass ?? 0;
  const at = e?.passAt ?? 0;
  return `E = ${rounded(value)} ${value >= at ? '>=' : '<'} ${rounded(at)}`;
};

function more({ needsRequests, needsMinutes }: Numbers): string {
  if (needsRequests === null) return '';
  const time = needsMinutes === null ? '' : `, ${duration(needsMinutes * 60)}`;
  return `, needs about ${whole(needsRequests)} more requests${time}`;
}

/** Why the weight may not rise, or why it was not decided. */
const CAUSES: Readonly<Partial<Record<ReasonCode, string>>> = {
  absent: 'data is missing',
  stale: 'nothing new was measured',
  'no-traffic': 'the candidate got no requests for a minute',
  environment: 'the stable track is over the limit as well',
  'clock-jump': 'the wall clock jumped, waiting for new data of each track',
  resolution: 'the buckets of the metric source are too wide at this limit: add an edge there',
  drift: 'the stable track is not what it was before the deployment, and too little is known of it since',
  'split-mismatch': 'the candidate does not get the share of requests that is set',
  contradictory: 'there is evidence for it and against it',
  borderline: 'the rate is too near to the limit',
  insufficient: 'there is too little evidence',
};

function cause({ reason, e }: Numbers, rule: SequentialRule): string {
  if (reason !== 'evidence') return CAUSES[reason] ?? reason;
  const value = Math.max(e?.absolute ?? 0, e?.relative ?? 0, e?.shift ?? 0);
  return `evidence against the candidate is mounting (E = ${rounded(value)}, rolls back at ${rounded(rule.failAt)})`;
}

/** One sentence about a value that cannot be counted; it says that nothing is proven. */
export function scalarSentence(numbers: Numbers, rule: ScalarRule, state: ScalarState, times: Times): string {
  const { metric } = rule.claim;
  const shown = (value: number): string => `${rounded(value)}${metric.unit === '' ? '' : ` ${metric.unit}`}`;
  const { observed, baseline } = numbers.bounds;
  const seen = observed === null ? `${metric.name} unknown (no value yet)` : `${metric.name} ${shown(observed)}`;
  const beside = baseline === null || observed === null ? seen : `${seen}, stable ${shown(baseline)}`;
  return `${beside}; ${scalarConsequence(numbers, rule, state, times)} (values, without an error bound)`;
}

function scalarConsequence(numbers: Numbers, rule: ScalarRule, state: ScalarState, times: Times): string {
  const claim = comparisonText(rule.comparison);
  const values = `${state.good} of ${state.present} values good`;
  const { reason } = numbers;
  if (reason === 'consecutive') {
    return `${rule.role === 'trigger' ? claim : `not ${claim}`}: ${state.run} bad values in a row`;
  }
  switch (numbers.state) {
    case 'hold':
      return `held: ${reason === 'evidence' ? 'the newest value is bad or too near to the limit' : (CAUSES[reason] ?? reason)}`;
    case 'ambiguous':
      return `undecided after ${duration(times.judged)}: ${CAUSES[reason] ?? reason}, ${values}`;
    case 'pass':
      return rule.role === 'trigger' ? `no sign of ${claim}` : `${claim} holds, ${values}`;
    default:
      return reason === 'min-duration'
        ? `good so far, ${values}, waits for the minimum duration (${duration(times.judged)} of ${duration(times.planned)})`
        : `not enough good values yet, ${values}`;
  }
}

/** The sentence of the split check. */
export const splitSentence = (candidate: number, requests: number, weightShare: number): string =>
  `the candidate got ${percent(requests === 0 ? 0 : candidate / requests)} of ${whole(requests)} requests where ${percent(weightShare)} is set`;

/** A ratio as people read it: `2.13 %`; very small ones keep two digits. */
function percent(ratio: number): string {
  const value = ratio * 100;
  const tiny = value > 0 && value < 0.01;
  return `${plainDecimal(Number(tiny ? value.toPrecision(2) : value.toFixed(2)), 0)} %`;
}

/** Milliseconds with three digits; seconds from ten of them on. */
function milliseconds(value: number): string {
  const [number, unit] = value >= 10_000 ? [value / 1_000, 's'] : [value, 'ms'];
  return `${plainDecimal(Number(number.toPrecision(number >= 1_000 ? 4 : 3)), 0)} ${unit}`;
}

/** A whole number with its thousands apart. */
const whole = (value: number): string => plainDecimal(Math.round(value), 0).replace(/\B(?=(\d{3})+$)/g, ' ');

function rounded(value: number): string {
  if (value < 0) return `-${rounded(-value)}`;
  if (value >= 1e6) return value.toExponential(1).replace('+', '');
  return value >= 100 ? whole(value) : plainDecimal(Number(value.toPrecision(3)), 0);
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5_400
    ? `${Math.round(seconds / 60)} min`
    : `${plainDecimal(Number((seconds / 3_600).toFixed(1)), 0)} h`;
}
