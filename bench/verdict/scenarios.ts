import { COMMON_EDGES, heavyTail, type LatencyShape, logNormal, samplerOf, slower } from './latency-shape.ts';
import type { Traffic } from './traffic.ts';

/** The planned duration of the simulated stage. */
export const STAGE_SECONDS = 600;

/** The stable track's share of errors. */
export const STABLE = 0.0012;

/** The rates and weights of the cells. */
export const RATES: readonly number[] = [1, 10, 100, 1_000];
export const WEIGHTS: readonly number[] = [0.05, 0.25];

/** A service and the gate it is judged by, under a name that says both: `errors 2% @100 5%`. */
export interface Scenario {
  readonly gate: string;
  readonly traffic: Traffic;
}

const always = (share: number) => (): number => share;
const late = (share: number) => (second: number) => (second > STAGE_SECONDS / 2 ? share : STABLE);
const incident = (second: number): number => (second > 200 && second <= 260 ? 0.05 : STABLE);

const ERRORS: Readonly<
  Record<string, readonly [stable: (second: number) => number, candidate: (second: number) => number]>
> = {
  same: [always(STABLE), always(STABLE)],
  '2%': [always(STABLE), always(0.02)],
  '5%': [always(STABLE), always(0.05)],
  'late 2%': [always(STABLE), late(0.02)],
  'late 5%': [always(STABLE), late(0.05)],
  incident: [incident, incident],
  'both 0.8%': [always(0.008), always(0.008)],
  bursts: [always(STABLE), always(STABLE)],
};

const LATENCIES: Readonly<
  Record<string, readonly [stable: LatencyShape, candidate: LatencyShape, edges: readonly number[] | null]>
> = {
  same: [logNormal, logNormal, null],
  '+10%': [logNormal, slower(logNormal, 1.1), null],
  '+30%': [logNormal, slower(logNormal, 1.3), null],
  '+100%': [logNormal, slower(logNormal, 2), null],
  'same heavy': [heavyTail, heavyTail, null],
  '+10% common buckets': [logNormal, slower(logNormal, 1.1), COMMON_EDGES],
};

/** What a scenario's name begins with. */
export type Kind = `errors ${string}` | `latency ${string}`;

/** The name of a scenario at a rate and a weight. */
export const named = (kind: Kind, rate: number, weight: number): string => `${kind} @${rate} ${100 * weight}%`;

const known = new Map<string, Scenario>();

/** The scenario of a name. Its tables are made once a thread. */
export function scenarioOf(name: string): Scenario {
  const before = known.get(name);
  if (before !== undefined) return before;
  const made = make(name);
  known.set(name, made);
  return made;
}

function make(name: string): Scenario {
  const parts = /^(errors|latency) (.+) @(\d+) (\d+)%$/.exec(name);
  if (parts === null) throw new Error(`no scenario is called ${name}`);
  const [, family, kind = '', rate, percent] = parts;
  const common = { rate: Number(rate), weight: Number(percent) / 100, burst: kind === 'bursts' ? 5 : 1 };
  if (family === 'errors') {
    const [stable, candidate] = ERRORS[kind] ?? unknown(name);
    return { gate: 'error_rate < 1%', traffic: { ...common, errors: { stable, candidate }, latency: null } };
  }
  const [stable, candidate, edges] = LATENCIES[kind] ?? unknown(name);
  return {
    gate: 'latency_p99 < baseline * 1.1',
    traffic: {
      ...common,
      errors: { stable: always(STABLE), candidate: always(STABLE) },
      latency: { stable: samplerOf(stable, edges), candidate: samplerOf(candidate, edges) },
    },
  };
}

function unknown(name: string): never {
  throw new Error(`no scenario is called ${name}`);
}
