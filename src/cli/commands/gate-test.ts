import { ProblemError } from '../../api/problem.ts';
import { type GateTrial, problemOfGate } from '../../api/trial.ts';
import { declaredMetrics } from '../../core/gate/declared-metrics.ts';
import { parseGate } from '../../core/gate/grammar.ts';
import { isGateProblem } from '../../core/gate/problem.ts';
import { numbersRow } from '../../core/verdict/replay/document.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { trialText } from '../render/trial.ts';
import { configured, environmentOf } from './gate-replay.ts';

/** Tries a gate on what is measured in an environment now. What is wrong with its text is said without asking anybody. */
export async function gateTest(doing: Doing, gate: string): Promise<Outcome> {
  const { config, ascii } = doing.invocation;
  const environment = doing.invocation.environment ?? 'production';
  const spec = await configured(doing);
  environmentOf(spec, environment);
  const parsed = parseGate(gate, { metrics: declaredMetrics(spec.metrics), baselineAllowed: true });
  if (isGateProblem(parsed)) throw new ProblemError('config', [problemOfGate(gate, parsed)]);
  const trial = await (await doing.plane()).tryGate({ config, environment, gate });
  return { exit: EXIT.good, text: trialText(trial, ascii), data: dataOf(trial) };
}

const dataOf = ({ verdict, readAt, ...trial }: GateTrial) => ({
  ...trial,
  read_at: readAt,
  verdict: verdict === null ? null : numbersRow(verdict),
});
