import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deployment } from '../core/deployment/state.ts';
import { minutes } from '../core/kernel/duration.ts';
import type { DeploymentId } from '../core/kernel/id.ts';
import { planOf } from '../core/plan/seal.ts';
import type { StrategySpec } from '../core/strategy/strategy.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { aDigest, anOpenCalendar, aRolling } from '../testing/builders.ts';
import { aQuickUnit, type EngineBench, engineBench, QUICK } from '../testing/fakes/engine-bench.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
  await bench.serving();
});
afterEach(async () => {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
});

/** A unit whose migration the release before cannot read, with the step that takes it back. */
function migrating(rollout?: StrategySpec): UnitSpec {
  const unit = aQuickUnit();
  const { production } = unit.environments;
  if (production === undefined) throw new Error('no production');
  const downStep = { run: 'npm run migrate:down', timeout: minutes(5), junit: null };
  const changes = { migrations: 'blocking', downStep, ...(rollout === undefined ? {} : { rollout }) } as const;
  return {
    ...unit,
    environments: { ...unit.environments, production: { ...production, ...changes } as EnvironmentSpec },
  };
}

/** What was done under effects of a deployment, in order: the down step, and every change of who serves. */
const done = (id: string): readonly { readonly act: string; readonly phase: string; readonly content: string }[] =>
  bench.machine.calls
    .filter(
      ({ effect, act }) => effect.startsWith(`${id}/`) && (/#down-step$/.test(effect) || act.startsWith('router.')),
    )
    .map(({ act, effect, content }) => ({ act, phase: effect.split('/')[1] ?? '', content }));

const isWatched = (one: Deployment): boolean => one.phase === 'rolling-out' && one.stage.since !== null;

describe('the step that takes stored data back', () => {
  it('comes before the traffic: tried on staging, done again in production', async () => {
    await bench.approved('dep_2', '2', migrating());
    await bench.life.until('dep_2', isWatched, minutes(1));

    await bench.life.say('dep_2', { type: 'RollbackDeployment', reason: 'it is bad' });
    await bench.life.until('dep_2', 'rolled-back', minutes(2));

    const [tried] = done('dep_2').filter(({ act }) => act === 'checks.run');
    expect(tried?.phase).toBe('rehearsing');
    expect(back('dep_2')[0]?.act).toBe('checks.run');
  });

  it('comes before the first instance that a rolling update gets back', async () => {
    await bench.approved('dep_2', '2', migrating(aRolling({ batchDuration: QUICK })));
    await bench.life.until('dep_2', isWatched, minutes(5));

    await bench.life.say('dep_2', { type: 'RollbackDeployment', reason: 'it is bad' });
    await bench.life.until('dep_2', 'rolled-back', minutes(5));

    expect(back('dep_2')[0]?.act).toBe('checks.run');
  });

  it('is that of the release which leaves, also long after its deployment', async () => {
    await bench.approved('dep_2', '2', migrating());
    await bench.life.until('dep_2', 'completed', minutes(5));
    const { stable, earlier } = bench.life.production();
    const brought = bench.life.deployment('dep_2');
    const [to] = earlier;
    if (stable === null || to === undefined || brought.phase !== 'completed') throw new Error('nothing to go back to');
    const opening = {
      ...brought.opening,
      ...{ id: 'dep_3' as DeploymentId, kind: 'restoration' as const, reason: 'it leaks' },
      intent: { ...brought.opening.intent, commit: to.release.commit },
    };
    const { evidence, certificate, approvals } = brought;

    await bench.life.say('dep_3', {
      type: 'OpenRestoration',
      ...{ opening, calendar: anOpenCalendar(), planDigest: aDigest('8') },
      plan: planOf(opening, stable.release, { ...to, deployment: stable.deployment }),
      ...{ rollbackRelease: to.release, evidence, certificate, approvals, isStored: true, crossed: [brought.plan] },
    });
    await bench.life.until('dep_3', 'rolled-back', minutes(5));

    const [step] = done('dep_3');
    expect(step?.act).toBe('checks.run');
    expect(JSON.parse(step?.content ?? '{}')).toMatchObject({
      kind: 'down-step',
      workDir: expect.stringContaining(stable.release.commit),
    });
    expect(to.release.commit).not.toBe(stable.release.commit);
  });
});

const back = (id: string) => done(id).filter(({ phase }) => phase === 'rolling-back');
