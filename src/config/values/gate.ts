import type { Gate, Trigger } from '../../core/gate/gate.ts';
import { parseGate, parseTrigger } from '../../core/gate/grammar.ts';
import type { Metric } from '../../core/gate/metric.ts';
import type { GateOptions } from '../../core/gate/options.ts';
import { type GateProblem, isGateProblem } from '../../core/gate/problem.ts';
import { PERFORMANCE_METRICS } from '../../core/validation/performance-metrics.ts';
import { type Faulty, faulty, type TextFault, textValue } from './text-value.ts';

/** Why no request tells how stable does once the candidate has all of them. */
export const NO_BASELINE_AT_ALL = 'at 100 % no request reaches the stable track any more';

/** A metric with a bracket behind it: it is refused as a call before anybody asks for a metric of that name. */
const CALL = /(?<![A-Za-z0-9_])(?!(?:and|or)\b)[A-Za-z_][A-Za-z0-9_]*\(/;

// A schema knows nothing of the file around a value, and the metrics of a gate are declared elsewhere in it.
let declared: readonly Metric[] = [];

/** Reads a file whose gates may name these metrics beside the built-in ones. */
export function withDeclaredMetrics<T>(metrics: readonly Metric[], read: () => T): T {
  const before = declared;
  declared = metrics;
  try {
    return read();
  } finally {
    declared = before;
  }
}

/** What a gate of the file that is being read may say. */
export const gateOptions = (options: GateOptions): GateOptions => ({ ...options, metrics: declared });

function readGate(text: string, options: GateOptions, more: readonly Metric[] = []): Gate | Faulty {
  const call = CALL.exec(text);
  if (call !== null) {
    const message = 'function calls are not part of a gate, and a comma in a list ends it';
    const part = { start: call.index, length: call[0].length };
    return faulty({ code: 'gate-syntax', message, remedy: 'name a metric, such as error_rate < 1%', part });
  }
  const known = gateOptions(options);
  const gate = parseGate(text, { ...known, metrics: [...(known.metrics ?? []), ...more] });
  return isGateProblem(gate) ? faulty(gateFault(gate)) : gate;
}

/** What must hold to advance a stage. Whether its stage has a live baseline is seen when all weights are known. */
export const GateValue = textValue(
  { examples: ['error_rate < 1%', 'latency_p99 < baseline * 1.1'], description: 'What must hold to advance' },
  (text) => readGate(text, { baselineAllowed: true }),
);

/** What a figure of a performance run must keep: one comparison, also with the last stable release. */
export const PerformanceLimitValue = textValue(
  {
    examples: ['latency_p99 <= baseline * 1.1', 'throughput >= 1000 req/s'],
    description: 'What a figure of the run must keep',
  },
  (text) => {
    const gate = readGate(text, { baselineAllowed: true }, PERFORMANCE_METRICS);
    if ('fault' in gate || gate.condition.kind === 'compare') return gate;
    return faulty({ code: 'limit-joined', message: 'a limit is one comparison', remedy: 'write one limit for each' });
  },
);

/** What must hold during the bake, where only absolute limits mean anything. */
export const BakeGateValue = textValue(
  { examples: ['error_rate < 1%'], description: 'What must hold to the end of the bake' },
  (text) => readGate(text, { baselineAllowed: false, noBaseline: NO_BASELINE_AT_ALL }),
);

/** The limit of a trigger, such as `2%` behind `error_rate:`; what must not hold is that the metric lies above it. */
export const triggerValue = (metric: 'error_rate' | 'latency_p99', example: string) =>
  textValue<Trigger>(
    { examples: [example], description: `Rolls back when ${metric} is proven to lie above it` },
    (text) => {
      const before = `${metric} > `;
      const trigger = parseTrigger(before + text);
      if (!isGateProblem(trigger)) return trigger;
      const fault = gateFault(trigger, before.length);
      return faulty({ ...fault, remedy: fault.remedy.replaceAll(before, '') });
    },
  );

/** What flips a blue-green rollout back: one comparison, such as `error_rate > 2%`. */
export const RollbackTriggerValue = textValue<Trigger>(
  { examples: ['error_rate > 2%'], description: 'blue-green: flips back when it is proven' },
  (text) => {
    const trigger = parseTrigger(text, { metrics: declared });
    return isGateProblem(trigger) ? faulty(gateFault(trigger)) : trigger;
  },
);

/** A problem with a gate as a fault at its place in the text; `before` signs of the text were not written by the user. */
export function gateFault(problem: GateProblem, before = 0): TextFault {
  const { code, message, remedy, label } = problem;
  const start = Math.max(0, problem.start - before);
  const length = Math.max(1, problem.start + problem.length - before - start);
  return { code, message, remedy, part: { start, length }, ...(label === '' ? {} : { label }) };
}
