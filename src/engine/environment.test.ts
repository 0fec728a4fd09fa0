import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deployment } from '../core/deployment/state.ts';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { ENGINE } from '../core/principal/principal.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { aVerifiedAct, aVerifiedApproval, BUILDER } from '../testing/builders.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';
import { DRIFT_EVERY } from './drift-watch.ts';

const SIGNED = { approvers: ['person:ada'], demo: false } as const;
const ALWAYS = new AbortController().signal;
const OUT = { kind: 'out-of-service' } as const;

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
  await bench.serving();
});
afterEach(async () => {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
});

/** Ada signs an act on what stands there now. */
const act = (what: 'release' | 'accept-drift') => {
  const { life, clock } = bench;
  const { personHold, drift } = life.production();
  const since = (what === 'release' ? personHold : drift)?.since ?? clock.wall();
  const type = what === 'release' ? 'ReleaseEnvironment' : 'AcceptDrift';
  return life.sayOfProduction({ type, act: aVerifiedAct(what, clock.wall()), since, ...SIGNED });
};
const hold = () =>
  bench.life.sayOfProduction({ type: 'HoldEnvironment', reason: 'the provider is down', principal: BUILDER });

/** The next release, in its first stage. */
const canary = async () => {
  await bench.approved('dep_2', '2');
  const isThere = (one: Deployment): boolean => one.phase === 'rolling-out' && one.stage.since !== null;
  await bench.life.until('dep_2', isThere, minutes(1));
};

describe('a hold on production by somebody', () => {
  it('keeps an approved deployment out; it goes on by itself when an approver releases it', async () => {
    const { life, clock } = bench;
    await hold();
    await bench.approved('dep_2', '2');

    await clock.advance(minutes(5));
    expect(life.deployment('dep_2')).toMatchObject({ phase: 'queued', waitsFor: 'slot' });
    await act('release');

    await life.until('dep_2', 'completed', minutes(5));
  });

  it('keeps the weight of one that is under way, through a restart, and takes no time from it', async () => {
    const { life, clock, machine } = bench;
    await canary();
    await hold();
    await clock.advance(seconds(1));
    const shifts = () => machine.calls.filter(({ act: what }) => what === 'router.shift').length;
    const before = shifts();

    await clock.advance(minutes(2));
    life.kill();
    await life.start();
    await clock.advance(minutes(2));

    expect(life.deployment('dep_2')).toMatchObject({ phase: 'rolling-out', holds: [{ reason: 'environment' }] });
    expect(shifts()).toBe(before);
    await act('release');
    await life.until('dep_2', 'completed', minutes(5));
  });

  it('never keeps a rollback (R6)', async () => {
    const { life, machine } = bench;
    await canary();
    await hold();

    await life.say('dep_2', { type: 'RollbackDeployment', reason: 'it is bad' });
    await life.until('dep_2', 'rolled-back', minutes(2));

    expect(await machine.site('checkout').router.observe(new AbortController().signal)).toMatchObject({
      traffic: { kind: 'split', candidate: 0 },
    });
  });
});

describe('while nothing is being deployed', () => {
  it('what runs is compared with the record seldom, and all as recorded is no event', async () => {
    const { life, clock, machine, journal } = bench;
    const looks = () => machine.calls.filter(({ act: what }) => what === 'target.observe').length;
    await clock.advance(minutes(1));
    const before = looks();

    await clock.advance(minutes(10));

    expect(looks() - before).toBeLessThanOrEqual((10 * 60_000) / DRIFT_EVERY + 1);
    expect(looks() - before).toBeGreaterThanOrEqual((10 * 60_000) / DRIFT_EVERY - 1);
    expect(life.production().drift).toBeNull();
    expect((await journal.read('slot/checkout/production')).map(({ type }) => type)).not.toContain('DriftFound');
  });

  it('traffic that somebody else changed is found, told, and never put back by itself', async () => {
    const { life, clock, machine } = bench;
    const { router } = machine.site('checkout');
    const changes = router.changes.length;
    router.interfere(OUT);

    await clock.advance(minutes(5));

    expect(life.production().drift).toMatchObject({
      differences: [{ about: 'traffic', recorded: 'all to stable', found: 'out of service' }],
      acceptedBy: null,
    });
    expect(router.changes).toHaveLength(changes);
  });

  it('a difference that is gone at the second look is none', async () => {
    const { clock, machine, journal } = bench;
    const { router } = machine.site('checkout');
    await clock.advance(seconds(5));
    machine.interpose = ({ act: what }) => {
      if (what === 'router.observe') router.interfere(looks++ === 0 ? OUT : { kind: 'split', candidate: 0 as never });
    };
    let looks = 0;

    await clock.advance(minutes(3));

    expect(looks).toBeGreaterThan(2);
    expect((await journal.read('slot/checkout/production')).map(({ type }) => type)).not.toContain('DriftFound');
  });

  it('drift stops the next promotion until an approver accepts it: then the traffic is put back as recorded', async () => {
    const { life, clock, machine } = bench;
    const { router } = machine.site('checkout');
    router.interfere(OUT);
    await clock.advance(minutes(1));
    await bench.approved('dep_2', '2');
    await clock.advance(minutes(2));
    expect(life.deployment('dep_2')).toMatchObject({ phase: 'queued', waitsFor: 'preflight' });

    await act('accept-drift');
    await clock.advance(minutes(1));

    expect(router.changes.map(({ effect }) => effect).filter((effect) => effect.startsWith('slot/'))).toHaveLength(1);
    expect(life.production().drift).toBeNull();
    await life.until('dep_2', 'completed', minutes(5));
  });

  it('drift is over by itself when somebody puts it right', async () => {
    const { life, clock, machine } = bench;
    const { router } = machine.site('checkout');
    router.interfere(OUT);
    await clock.advance(minutes(1));
    expect(life.production().drift).not.toBeNull();

    router.interfere({ kind: 'split', candidate: 0 as never });
    await clock.advance(minutes(1));

    expect(life.production().drift).toBeNull();
  });

  it('accepted, the traffic is put back after a restart, too', async () => {
    const { life, clock, machine } = bench;
    const { router } = machine.site('checkout');
    router.interfere({ kind: 'out-of-service' });
    await clock.advance(minutes(1));
    machine.interpose = ({ effect }) => {
      if (effect.startsWith('slot/')) life.kill();
    };
    await act('accept-drift');
    await clock.advance(minutes(1));
    machine.interpose = () => undefined;

    await life.start();
    await clock.advance(minutes(1));

    expect((await router.observe(new AbortController().signal)).traffic).toEqual({ kind: 'split', candidate: 0 });
    expect(life.production().drift).toBeNull();
  });
});

describe('a deployment whose record cannot be read on', () => {
  it('can still be taken back: traffic goes to what the slot says serves', async () => {
    const { life, clock, machine, journal } = bench;
    await canary();
    life.kill();
    const stream = 'deployment/dep_2';
    const version = (await journal.read(stream)).length;
    await journal.append({
      writes: [
        {
          stream,
          expectedVersion: version,
          entries: [
            { type: 'DeploymentCompleted', schema: 1, body: { at: 0 } },
            { type: 'StagingReady', schema: 1, body: { at: 0 } },
          ],
        },
      ],
      ...{ requestId: 'forged', epoch: 99, at: clock.wall(), steady: clock.steady(), principal: ENGINE, proof: 'none' },
    } as never);
    await life.start();
    expect(() => life.deployment('dep_2')).toThrow('there is no deployment');
    await clock.advance(minutes(1));
    expect((await machine.site('checkout').router.observe(ALWAYS)).traffic).not.toEqual({
      kind: 'split',
      candidate: 0,
    });

    await life.sayOfProduction({
      type: 'SendToStable',
      deployment: 'dep_2' as never,
      reason: 'nobody knows its state',
    });
    await clock.advance(minutes(1));

    expect((await machine.site('checkout').router.observe(ALWAYS)).traffic).toEqual({ kind: 'split', candidate: 0 });
    expect(life.production()).toMatchObject({ holder: null, personHold: { reason: expect.stringContaining('dep_2') } });
  });
});

describe('production that is red already', () => {
  it('stops the promotion with a question, and an approver’s signed text lets it begin', async () => {
    const { life, clock, machine } = bench;
    await life.open('dep_2', '2', aQuickUnit());
    await life.until('dep_2', 'awaiting-approval', minutes(1));
    machine.site('checkout').load.errors.stable = 0.3;
    await clock.advance(minutes(1));
    await life.approve('dep_2');
    await clock.advance(minutes(1));
    const waiting = life.deployment('dep_2');
    expect(waiting).toMatchObject({ phase: 'queued', waitsFor: 'preflight', redSince: expect.any(Number) });

    const planDigest = 'planDigest' in waiting ? (waiting.planDigest ?? '') : '';
    const own = { checkpoint: 'environment-red', decision: 'fix-forward', reason: 'it mends them' } as const;
    const approval = aVerifiedApproval('dep_2', planDigest, { ...own, notAfter: clock.wall() + 3_600_000 } as never);
    await life.say('dep_2', { type: 'FixForward', approval });

    await life.until('dep_2', 'rolling-out', minutes(1));
  });
});
