import { describe, expect, it } from 'vitest';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import type { Entry } from '../ports/journal.ts';
import { aQuickUnit, type EngineBench, engineBench, QUICK } from '../testing/fakes/engine-bench.ts';

const AWAY = seconds(7);

/** Kills the engine just after something, and starts another one over the same journal and machine a while later. */
async function restartWhen(bench: EngineBench, isDue: () => boolean): Promise<void> {
  await untilOver(bench, async () => {
    if (!isDue()) return;
    await bench.clock.advance(AWAY);
    await bench.life.start();
  });
}

async function untilOver({ life, clock }: EngineBench, each: () => Promise<void>): Promise<void> {
  for (let second = 0; second < minutes(10) / 1_000; second += 1) {
    await each();
    const { phase } = life.deployment('dep_2');
    if (phase === 'completed' || phase === 'rolled-back') return;
    // Whoever is asked answers: a restart must not lose the question.
    if (phase === 'awaiting-approval') await life.approve('dep_2').catch(() => undefined);
    await clock.advance(seconds(1));
  }
  throw new Error(
    `dep_2 never ended: ${(await life.events('dep_2')).slice(-8).join(', ')}; ${life.problems.join('; ')}`,
  );
}

/** A life of dep_2, good or bad, in which the engine is killed after its n-th decision; 0 kills nothing. */
async function lifeKilledAfterDecision(n: number | 'each', isBad: boolean) {
  const bench = await engineBench(new MemoryJournal());
  await bench.serving();
  if (isBad) bench.machine.site('checkout').load.errors.candidate = 0.3;
  let decisions = 0;
  let isDead = false;
  bench.journal.follow((entries: readonly Entry[]) => {
    if (!entries.some(({ stream }) => stream === 'deployment/dep_2') || isDead) return;
    // What each start observes anew is no further moment to die at: nothing would ever go on.
    if (entries.every(({ type }) => MAY_DIFFER.includes(type))) return;
    decisions += 1;
    if (n !== 'each' && decisions !== n) return;
    bench.life.kill();
    isDead = true;
  });
  await bench.life.open('dep_2', '2', aQuickUnit()).catch(() => undefined);
  await restartWhen(bench, () => {
    const due = isDead;
    isDead = false;
    return due;
  });
  return { ...(await outcomeOf(bench)), decisions };
}

/** The same, killed after the n-th driver call was carried out and before its answer arrived. */
async function lifeKilledAfterCall(n: number, isBad: boolean) {
  const bench = await engineBench(new MemoryJournal());
  await bench.serving();
  if (isBad) bench.machine.site('checkout').load.errors.candidate = 0.3;
  let calls = 0;
  let isDead = false;
  bench.machine.afterwards = ({ effect }) => {
    if (effect === '' || ++calls !== n) return;
    bench.life.kill();
    isDead = true;
  };
  await bench.life.open('dep_2', '2', aQuickUnit());
  await restartWhen(bench, () => {
    const due = isDead;
    isDead = false;
    return due;
  });
  return { ...(await outcomeOf(bench)), calls };
}

async function outcomeOf(bench: EngineBench) {
  const { life, machine } = bench;
  const { signal } = new AbortController();
  const story = (await life.events('dep_2')).filter((type) => !MAY_DIFFER.includes(type));
  const { traffic, stable, candidate } = await machine.site('checkout').router.observe(signal);
  const { instances } = await machine.site('checkout').target.observe(signal);
  const contents = new Map<string, Set<string>>();
  for (const { effect, act, site, content, isRepeat } of machine.calls) {
    if (effect === '' || isRepeat) continue;
    const key = `${act} ${site} ${effect}`;
    contents.set(key, (contents.get(key) ?? new Set()).add(content));
  }
  const entries = await life.entries('dep_2');
  const at = (type: string): Entry | undefined => entries.find((entry) => entry.type === type);
  await bench.end();
  return {
    outcome: { story, traffic, stable, candidate, instances },
    twofold: [...contents].filter(([, of]) => of.size > 1).map(([key]) => key),
    firstStage: (at('StageAdvanced')?.at ?? Number.NaN) - (at('TrafficShifted')?.at ?? Number.NaN),
    problems: life.problems,
  };
}

/** What was observed meanwhile, and that there was a restart. */
const MAY_DIFFER = ['ClockJumped', 'HealthChanged', 'VerdictRecorded', 'HoldPlaced', 'HoldLifted'];

const SOUND = { twofold: [], problems: [] };

describe('a good release', () => {
  it('ends the same after a restart at any one of its decisions, with every stage served in full', async () => {
    const undisturbed = await lifeKilledAfterDecision(0, false);
    expect(undisturbed.decisions).toBeGreaterThan(20);

    for (let n = 1; n <= undisturbed.decisions; n += 1) {
      const life = await lifeKilledAfterDecision(n, false);
      expect(life, `killed after decision ${n}`).toMatchObject({ ...SOUND, outcome: undisturbed.outcome });
      expect(life.firstStage, `stage after decision ${n}`).toBeGreaterThanOrEqual(QUICK);
    }
  });

  it('ends the same after a restart at every one of its decisions', async () => {
    const { outcome } = await lifeKilledAfterDecision(0, false);

    expect(await lifeKilledAfterDecision('each', false)).toMatchObject({ ...SOUND, outcome });
  });

  it('ends the same after a restart between any driver call and its record', async () => {
    const undisturbed = await lifeKilledAfterCall(0, false);
    expect(undisturbed.calls).toBeGreaterThan(30);

    for (let n = 1; n <= undisturbed.calls; n += 1) {
      const life = await lifeKilledAfterCall(n, false);
      expect(life, `killed after call ${n}`).toMatchObject({ ...SOUND, outcome: undisturbed.outcome });
    }
  });
});

describe('a bad release', () => {
  it('goes back the same after a restart at any one of its last decisions', async () => {
    const { outcome, decisions } = await lifeKilledAfterDecision(0, true);
    expect(outcome.story.slice(-4)).toEqual(['RollbackStarted', 'TrafficReturned', 'StableVerified', 'RolledBack']);

    for (let n = decisions - 6; n <= decisions; n += 1) {
      const life = await lifeKilledAfterDecision(n, true);
      expect(life, `killed after decision ${n}`).toMatchObject({ ...SOUND, outcome });
    }
  });

  it('goes back the same after a restart between any of its last driver calls and its record', async () => {
    const { outcome, calls } = await lifeKilledAfterCall(0, true);

    for (let n = calls - 7; n <= calls; n += 1) {
      const life = await lifeKilledAfterCall(n, true);
      expect(life, `killed after call ${n}`).toMatchObject({ ...SOUND, outcome });
    }
  });
});

it('the time the control plane was away does not count towards a stage', async () => {
  const bench = await engineBench(new MemoryJournal());
  await bench.canary();
  await bench.clock.advance(seconds(2));
  bench.life.kill();
  await bench.clock.advance(minutes(10));

  await bench.life.start();
  await bench.life.until('dep_2', 'completed', minutes(3));

  const { firstStage, problems } = await outcomeOf(bench);
  expect(problems).toEqual([]);
  expect(firstStage).toBeGreaterThanOrEqual(QUICK + minutes(10) - 1_000);
});

it('a control plane that stops in good order counts what it interrupted as no failure, and takes it up again', async () => {
  const bench = await engineBench(new MemoryJournal());
  await bench.serving();
  bench.machine.site('checkout').target.hangNext('prepare');
  await bench.approved('dep_2', '2');
  await bench.clock.advance(seconds(5));
  const before = await bench.life.events('dep_2');
  expect(before.at(-1)).toBe('PromotionStarted');

  await bench.life.stop();
  await bench.clock.advance(seconds(5));
  expect(await bench.life.events('dep_2')).toEqual(before);
  await bench.life.start();
  await bench.life.until('dep_2', 'completed', minutes(3));

  const { problems, outcome } = await outcomeOf(bench);
  expect([problems, outcome.story.includes('EffectFailed')]).toEqual([[], false]);
});
