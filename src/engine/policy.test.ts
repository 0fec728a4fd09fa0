import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isHeldBy } from '../core/deployment/hold.ts';
import type { Deployment } from '../core/deployment/state.ts';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';
import { ALL, type Weight } from '../core/kernel/weight.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { anEnvironment, anErrorRateTrigger } from '../testing/builders.ts';
import { aQuickUnit, type EngineBench, engineBench, QUICK } from '../testing/fakes/engine-bench.ts';

// What approvers adopt while a deployment is on its way binds that deployment, too.

const unit = aQuickUnit();
const windows = (names: readonly string[]): UnitSpec['windows'] => ({
  ...unit.windows,
  lookahead: 'start',
  sources: names.map((name) => ({ kind: 'cron', name, cron: '* * * * *', duration: minutes(1), zone: 'UTC' })) as never,
});
const open = { ...unit, windows: windows([]) };
const closed = { ...unit, windows: windows(['freeze']) };
const { checkpoints } = unit;
const two: UnitSpec = {
  ...open,
  checkpoints: {
    ...checkpoints,
    productionPromotion: { ...checkpoints.productionPromotion, approvers: ['person:ada', 'person:bob'], count: 2 },
  },
};

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
  // The one window that these tests know is always open.
  bench.machine.calendar = (from, until, { sources }) => ({
    intervals: sources.map(({ name }) => ({ name, from, to: later(until, minutes(1)) })),
    knownUntil: until,
  });
});
afterEach(async () => {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
});

const underWay = async (): Promise<void> => {
  await bench.serving(open);
  await bench.approved('dep_2', '2', open);
  await bench.life.until('dep_2', (one) => one.phase === 'rolling-out' && one.stage.since !== null, minutes(1));
};
const held = (reason: 'window' | 'approval-expired') => (one: Deployment) =>
  'holds' in one && isHeldBy(one.holds, reason);
const forward = (): number => bench.machine.calls.filter(({ act }) => act === 'router.shift').length;

describe('a policy that is adopted in mid-rollout', () => {
  it('stops it where it brings a window, and a signed exception lets it go on by itself', async () => {
    await underWay();
    await bench.life.adopt(closed);
    await bench.life.until('dep_2', held('window'), seconds(5));
    const before = forward();

    await bench.clock.advance(minutes(2));
    expect(bench.life.deployment('dep_2')).toMatchObject({ phase: 'rolling-out', stage: { index: 0 } });
    expect(forward()).toBe(before);

    await bench.life.adopt(open);
    await bench.life.until('dep_2', 'completed', minutes(2));
  });

  it('does no forward step between its signature and the reading of its windows', async () => {
    await underWay();
    let goOn: () => void = () => undefined;
    const stage = bench.life.deployment('dep_2');
    expect(stage.phase).toBe('rolling-out');
    const reading = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { calendar } = bench.machine.drivers;
    Object.assign(bench.machine.drivers, {
      calendar: async (...asked: Parameters<typeof calendar>) => {
        await reading;
        return calendar(...asked);
      },
    });
    await bench.life.adopt(closed);
    const before = forward();

    await bench.clock.advance(minutes(1));
    expect(forward()).toBe(before);
    goOn();
    await bench.life.until('dep_2', held('window'), seconds(5));
    expect(forward()).toBe(before);
  });

  it('holds it where more people must approve, until enough have', async () => {
    await underWay();
    await bench.life.adopt(two);
    await bench.life.until('dep_2', held('approval-expired'), seconds(5));

    await bench.clock.advance((QUICK * 3) as never);
    expect(bench.life.deployment('dep_2')).toMatchObject({ phase: 'rolling-out', stage: { index: 0 } });
    const again = await bench.life.approve('dep_2', { approver: 'person:ada' });
    expect(again).toMatchObject({ kind: 'refusal', code: 'approval-given-before' });

    await bench.life.approve('dep_2', { approver: 'person:bob' });
    await bench.life.until('dep_2', 'completed', minutes(2));
  });
});

describe('a stricter limit that is adopted in mid-rollout', () => {
  it('takes the release back in its own time', async () => {
    const patient = { ...open, rollback: { ...open.rollback, healthTimeout: minutes(30) } };
    await bench.serving(patient);
    await bench.approved('dep_2', '2', patient);
    await bench.life.until('dep_2', (one) => one.phase === 'rolling-out' && one.stage.since !== null, minutes(1));
    const { target } = bench.machine.site('checkout');
    const release = bench.life.deployment('dep_2').release?.id;
    const { instances } = await target.observe(new AbortController().signal);
    for (const { id, releaseId } of instances) if (releaseId === release) target.setHealthy(id, false);
    await bench.life.until('dep_2', (one) => 'health' in one && one.health.badSince !== null, minutes(1));

    await bench.life.adopt({ ...patient, rollback: { ...patient.rollback, healthTimeout: seconds(20) } });

    await bench.life.until('dep_2', 'rolled-back', seconds(40));
    expect(bench.life.deployment('dep_2')).toMatchObject({ cause: { kind: 'health' } });
  });
});

describe('a stricter trigger that is adopted in mid-rollout', () => {
  const lenient: UnitSpec = {
    ...open,
    environments: {
      ...open.environments,
      production: anEnvironment('production', {
        rollout: {
          kind: 'canary',
          stages: [
            { weight: 250 as Weight, duration: minutes(3), gates: [] },
            { weight: ALL, duration: null, gates: [] },
          ],
        },
        bake: { duration: QUICK, smoke: null, gates: [] },
      }),
    },
    rollback: { ...open.rollback, triggers: [anErrorRateTrigger(60)] },
  };
  const strict = { ...lenient, rollback: { ...lenient.rollback, triggers: [anErrorRateTrigger(5)] } };
  const judged = async (): Promise<readonly string[]> =>
    (await bench.journal.read('measurements/dep_2')).map(({ type }) => type).filter((type) => type !== 'BlockClosed');

  it('takes a release back that its own plan would have kept', async () => {
    await bench.canary(lenient);
    bench.machine.site('checkout').load.errors.candidate = 0.3;
    await bench.clock.advance(seconds(40));
    expect(bench.life.deployment('dep_2')).toMatchObject({ phase: 'rolling-out' });

    await bench.life.adopt(strict);
    await bench.life.until('dep_2', 'rolled-back', minutes(1));

    expect(bench.life.deployment('dep_2')).toMatchObject({ cause: { kind: 'trigger' } });
    expect(await judged()).toContain('TriggersTightened');
  });

  it('stays armed over a restart and the stages that follow, and is armed once', async () => {
    await bench.canary(lenient);
    await bench.life.adopt(strict);
    await bench.clock.advance(seconds(5));
    bench.life.kill();
    await bench.life.start();
    await bench.life.until('dep_2', 'baking', minutes(5));
    const armed = bench.life.look('dep_2')?.judging.plan.triggers.map(({ text }) => text);
    expect(armed).toEqual(['error_rate > 60%', 'error_rate > 5%']);

    bench.machine.site('checkout').load.errors.candidate = 0.3;
    await bench.life.until('dep_2', 'rolled-back', minutes(1));
    expect((await judged()).filter((type) => type === 'TriggersTightened')).toHaveLength(1);
  });

  it('is nothing where the plan is as strict', async () => {
    await bench.canary(strict);
    await bench.life.adopt(lenient);
    await bench.clock.advance(seconds(5));

    expect(await judged()).not.toContain('TriggersTightened');
    expect(bench.life.look('dep_2')?.judging.plan.triggers).toHaveLength(1);
  });
});

it('goes back when a window opens, where a policy adopted in mid-rollout says so', async () => {
  await underWay();
  const back = { ...closed, windows: { ...closed.windows, onOpen: 'rollback' as const } };

  await bench.life.adopt(back);
  await bench.life.until('dep_2', 'rolled-back', minutes(1));

  expect(bench.life.deployment('dep_2')).toMatchObject({ cause: { kind: 'window' } });
});

describe('a policy that is adopted while a deployment is queued', () => {
  it('lets it go on where it is an exception to the window that it waits for', async () => {
    await bench.serving(open);
    await bench.life.adopt(closed);
    await bench.approved('dep_2', '2', closed);
    await bench.life.until('dep_2', (one) => one.phase === 'queued' && one.for === 'production', seconds(10));
    await bench.clock.advance(minutes(2));
    expect(bench.life.deployment('dep_2')).toMatchObject({ phase: 'queued', waitsFor: 'window' });

    await bench.life.adopt(open);

    await bench.life.until('dep_2', 'completed', minutes(2));
  });
});
