import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseGate } from '../core/gate/grammar.ts';
import { isGateProblem } from '../core/gate/problem.ts';
import { minutes } from '../core/kernel/duration.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { reportFrom } from '../report/report.ts';
import { markdownOf } from '../report/write.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';
import { toDeploymentEvent } from './encoding.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
});
afterEach(async () => {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
});

/** A quick unit with these gates on trial in its first stage. */
function withShadows(...texts: readonly string[]) {
  const unit = aQuickUnit();
  const { production } = unit.environments;
  if (production?.rollout.kind !== 'canary') throw new Error('a quick unit has a canary');
  const shadowGates = texts.map((text) => {
    const gate = parseGate(text, { baselineAllowed: true });
    if (isGateProblem(gate)) throw new Error(gate.message);
    return gate;
  });
  const stages = production.rollout.stages.map((stage, index) => (index === 0 ? { ...stage, shadowGates } : stage));
  const rollout = { ...production.rollout, stages };
  return aQuickUnit({ environments: { ...unit.environments, production: { ...production, rollout } } });
}

const eventsOf = async (id: string) => (await bench.journal.read(`deployment/${id}`)).map(toDeploymentEvent);

it('a gate on trial that fails keeps nothing up and takes nothing back; the report tells what it would have done', async () => {
  const { life, machine, journal } = bench;
  machine.site('checkout').load.errors.candidate = 0.004;
  machine.site('checkout').load.errors.stable = 0.004;
  await bench.canary(withShadows('error_rate < baseline * 0.1', 'error_rate < 2%'));

  await life.until('dep_2', 'completed', minutes(3));

  const events = await eventsOf('dep_2');
  expect(events.map(({ type }) => type)).not.toContain('RollbackStarted');
  const sealed = events.find((event) => event.type === 'PlanSealed');
  expect(sealed?.plan.strategy.stages[0]?.shadowGates?.map(({ text }) => text)).toEqual([
    'error_rate < baseline * 0.1',
    'error_rate < 2%',
  ]);
  const measured = (await journal.read('measurements/dep_2')).map(
    ({ type, body }) => ({ type, ...(body as object) }) as JudgingRecord,
  );
  const report = reportFrom('post', { events, measured, past: [await eventsOf('dep_1')] });
  expect(report?.facts.shadows).toMatchObject([
    { gate: 'error_rate < baseline * 0.1', deployments: 1, would: { failed: 1 }, falseAlarms: 1 },
    { gate: 'error_rate < 2%', deployments: 1, would: { passed: 1 }, falseAlarms: 0 },
  ]);
  expect(report === null ? '' : markdownOf(report)).toContain('### Shadow gates');
});

it('a gate on trial takes none of the error budget, and survives a restart of the engine', async () => {
  const { life } = bench;
  await bench.canary(withShadows('error_rate < 0.1%'));
  life.kill();
  await life.start();
  await life.until('dep_2', 'completed', minutes(3));

  const sealed = (await eventsOf('dep_2')).find((event) => event.type === 'PlanSealed');
  const before = (await eventsOf('dep_1')).find((event) => event.type === 'PlanSealed');
  expect(sealed?.plan.judge.falseRollback).toBe(before?.plan.judge.falseRollback);
  const comparisons = 3 + (sealed?.plan.triggers.length ?? 0);
  expect(sealed?.plan.judge.comparisonBudget).toBeCloseTo((sealed?.plan.judge.falseRollback ?? 0) / comparisons, 12);
});

it('judging begins with what stable did before, in the first record alone', async () => {
  const { life, clock, journal } = bench;
  await bench.serving();
  await clock.advance(minutes(12));
  await bench.approved('dep_2', '2');
  await life.until('dep_2', 'completed', minutes(3));

  const began = (await journal.read('measurements/dep_2')).filter(({ type }) => type === 'JudgingBegan');
  expect(began[0]?.body).toMatchObject({ at: 0, before: { burst: { events: 0 }, latency: { kind: 'own' } } });
  const [first] = began.map(({ body }) => (body as unknown as { before?: { burst: { seconds: number } } }).before);
  expect(first?.burst.seconds).toBeGreaterThan(600);
  expect(first?.burst.seconds).toBeLessThanOrEqual(900);
  expect(began.slice(1).every(({ body }) => !('before' in (body as object)))).toBe(true);
});
