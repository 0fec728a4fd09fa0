import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { DriverError } from '../ports/driver-error.ts';
import { aSignedRootCause } from '../testing/builders.ts';
import { type EngineBench, engineBench, QUICK } from '../testing/fakes/engine-bench.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
  await bench.canary();
});
afterEach(async () => {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
});

const { signal } = new AbortController();
const states = async () =>
  (await bench.life.entries('dep_2'))
    .filter(({ type }) => type === 'VerdictRecorded')
    .map(({ body }) => (body as { verdict: { state: string; reason: string } }).verdict);

describe('a bad release', () => {
  it('is judged from its counts and taken back at once: traffic, then proof that stable serves, then its end', async () => {
    const { life, machine } = bench;
    const before = machine.calls.length;
    machine.site('checkout').load.errors.candidate = 0.2;

    await life.until('dep_2', 'rolled-back', minutes(1));

    expect((await states()).at(-1)).toMatchObject({ state: 'fail', reason: 'relative' });
    const done = machine.calls.slice(before).filter(({ effect, act }) => effect !== '' && act !== 'source.checkout');
    expect(done.map(({ act, effect }) => `${act} ${effect.replace('dep_2/rolling-back/', '')}`)).toEqual([
      'router.members traffic/1#return',
      'checks.run verify/1#smoke',
      'router.members retire/1#candidate#leave',
      'target.retire retire/1#candidate#retire',
    ]);
    const events = await life.events('dep_2');
    expect(events.slice(events.indexOf('RollbackStarted'))).toEqual([
      'RollbackStarted',
      'TrafficReturned',
      'StableVerified',
      'RolledBack',
    ]);
  });

  it('leaves stable as it was, serving everybody, and bars its own artifacts until a person names the root cause', async () => {
    const { life, machine } = bench;
    const stable = (await machine.site('checkout').router.observe(signal)).stable;
    machine.site('checkout').load.errors.candidate = 0.2;
    await life.until('dep_2', 'rolled-back', minutes(1));

    expect(await machine.site('checkout').router.observe(signal)).toMatchObject({
      traffic: { kind: 'split', candidate: 0 },
      stable,
      candidate: [],
    });
    await life.open('dep_3', '2');
    await life.until('dep_3', 'packaging-failed', seconds(5));
    const { planDigest } = life.deployment('dep_2') as { planDigest: string };
    const approval = aSignedRootCause('dep_2', planDigest, { notAfter: (bench.clock.wall() + 60_000) as never });
    expect(await life.say('dep_2', { type: 'CloseDeployment', approval })).toMatchObject({ kind: 'accepted' });
    await life.open('dep_4', '2');
    await life.until('dep_4', 'awaiting-approval', seconds(5));
  });

  it('that crashes again and again is taken back without waiting for numbers', async () => {
    const { life, machine } = bench;
    const { target } = machine.site('checkout');
    const candidate = (await target.observe(signal)).instances.find((one) => one.track === 'candidate');
    target.behave(candidate?.releaseId ?? '', 'ends-at-once');
    target.crash(candidate?.id ?? '');

    await life.until('dep_2', 'rolled-back', minutes(1));

    expect(life.deployment('dep_2')).toMatchObject({ cause: { kind: 'crash-loop' } });
  });

  it('goes back though the router fails twice: each time later, and never half', async () => {
    const { life, machine } = bench;
    const tries: number[] = [];
    machine.interpose = ({ act, effect, at }) => {
      if (act !== 'router.members' || !effect.endsWith('#return')) return;
      tries.push(at);
      if (tries.length <= 2) throw new DriverError('the router is away', { retryable: true });
    };

    await life.say('dep_2', { type: 'RollbackDeployment', reason: 'users complain' });
    await life.until('dep_2', 'rolled-back', minutes(1));

    expect(tries.map((at) => at - (tries[0] ?? 0))).toEqual([0, 1_000, 3_000]);
  });
});

describe('metrics that are missing', () => {
  it('hold the weight, ask a person at the end of the time given, and go back at the deadline', async () => {
    const { life, machine } = bench;
    machine.site('checkout').metrics.setReachable(false);

    await life.until('dep_2', 'rolled-back', minutes(10));

    const seen = (await states()).map(({ state, reason }) => `${state} ${reason}`);
    expect(seen.slice(-2)).toEqual(['hold absent', 'ambiguous absent']);
    const events = await life.events('dep_2');
    const story = ['HoldPlaced', 'CheckpointOpened', 'RollbackStarted', 'StageAdvanced'];
    expect(events.filter((type) => story.includes(type))).toEqual([
      'HoldPlaced',
      'CheckpointOpened',
      'RollbackStarted',
    ]);
    const entries = await life.entries('dep_2');
    const at = (type: string): number => entries.find((entry) => entry.type === type)?.at ?? Number.NaN;
    expect(at('CheckpointOpened') - at('TrafficShifted')).toBeGreaterThanOrEqual(3 * QUICK);
    expect(at('RollbackStarted') - at('CheckpointOpened')).toBe(minutes(5));
  });

  it('do not keep the rollback from ending: traffic, health and smoke are proof enough that stable serves', async () => {
    const { life, machine } = bench;
    machine.site('checkout').metrics.setReachable(false);

    await life.say('dep_2', { type: 'RollbackDeployment', reason: 'we fly blind' });
    await life.until('dep_2', 'rolled-back', minutes(1));

    const verified = (await life.entries('dep_2')).filter(({ type }) => type === 'StableVerified');
    const findings = verified.flatMap(
      ({ body }) => (body as { findings: { name: string; detail: string }[] }).findings,
    );
    expect(findings.map(({ name }) => name)).toEqual(['traffic', 'stable-healthy', 'smoke', 'error-rate']);
    expect(findings.at(-1)?.detail).toContain('could not be counted');
  });

  it('that come back in time let the release go on, with the stage served in full', async () => {
    const { life, machine, clock } = bench;
    const { metrics } = machine.site('checkout');
    metrics.setReachable(false);
    await clock.advance(seconds(20));
    expect(life.deployment('dep_2')).toMatchObject({ holds: [{ reason: 'judge' }], stage: { index: 0 } });

    metrics.setReachable(true);
    await life.until('dep_2', 'completed', minutes(5));

    expect(await life.events('dep_2')).toContain('HoldLifted');
  });
});
