import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { DriverError } from '../ports/driver-error.ts';
import { aSignedRootCause } from '../testing/builders.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
  await bench.serving();
});
afterEach(async () => {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
});

describe('a deployment that waits for staging', () => {
  it('goes on by itself when the one before it is done there', async () => {
    const { life, machine, clock } = bench;
    machine.interpose = async ({ act, effect }) => {
      if (act === 'checks.run' && effect.startsWith('dep_2/deploying-to-staging')) await clock.wait(60_000);
    };
    await life.open('dep_2', '2', aQuickUnit());
    await clock.advance(seconds(1));
    await life.open('dep_3', '3', aQuickUnit());

    await clock.advance(seconds(30));
    expect([life.deployment('dep_2').phase, life.deployment('dep_3').phase]).toEqual([
      'deploying-to-staging',
      'queued',
    ]);
    await life.until('dep_3', 'awaiting-approval', seconds(40));

    const placed = machine.calls.filter(({ site, act }) => site === 'checkout/staging' && act === 'target.prepare');
    const order = placed.map(({ effect }) => effect.slice(0, 'dep_2'.length));
    expect(order).toEqual([...order].sort());
  });
});

describe('a deployment that waits for production', () => {
  it('goes on by itself when the holder gives it up', async () => {
    const { life, machine, clock } = bench;
    machine.site('checkout').metrics.setReachable(false);
    await bench.approved('dep_2', '2');
    await bench.approved('dep_3', '3');
    await clock.advance(minutes(1));
    expect(life.deployment('dep_2')).toMatchObject({ phase: 'queued', waitsFor: 'preflight' });
    expect(life.deployment('dep_3')).toMatchObject({ phase: 'queued', waitsFor: 'slot' });
    machine.site('checkout').metrics.setReachable(true);

    await life.say('dep_2', { type: 'AbortDeployment', reason: 'dep_3 is better' });
    await life.until('dep_3', 'completed', minutes(5));
  });

  it('is sent back when what it would replace has changed: a new plan, a new rehearsal, a new approval', async () => {
    const { life, machine } = bench;
    await bench.approved('dep_2', '2');
    await bench.approved('dep_3', '3');
    const before = life.deployment('dep_3');
    await life.until('dep_2', 'completed', minutes(5));

    await life.until('dep_3', 'awaiting-approval', minutes(1));

    const events = await life.events('dep_3');
    expect(events.slice(events.indexOf('DeploymentReturned')).filter((type) => !type.startsWith('Rehearsal'))).toEqual([
      'DeploymentReturned',
      'PlanSealed',
      'StagingStarted',
      'ReleasePlaced',
      'CheckPassed',
      'StagingReady',
      'StagingValidated',
      'ApprovalRequested',
    ]);
    const after = life.deployment('dep_3');
    expect(after).toMatchObject({ approvals: [], plan: { rollbackTarget: { version: '1.2' } } });
    expect(digestOf(after)).not.toBe(digestOf(before));
    const answer = await life.approve('dep_3', { planDigest: digestOf(before) });
    expect(answer).toMatchObject({ kind: 'refusal', code: 'approval-for-another-plan' });
    await life.approve('dep_3');
    await life.until('dep_3', 'completed', minutes(5));
    expect(
      machine.calls.filter(({ act, effect }) => act === 'builder.build' && effect.startsWith('dep_3')),
    ).toHaveLength(1);
  });

  it('is superseded when its commit does not follow what serves by now', async () => {
    const { life, machine } = bench;
    await life.open('dep_3', '3', aQuickUnit());
    await life.until('dep_3', 'awaiting-approval');
    machine.ancestry = (ancestor) => (ancestor.startsWith('2') ? 'not-descendant' : 'descendant');
    await bench.approved('dep_2', '2');
    await life.until('dep_2', 'completed', minutes(5));

    await life.until('dep_3', 'superseded', minutes(1));
    expect(life.deployment('dep_3')).toMatchObject({
      problem: expect.stringMatching(/does not follow .* of dep_2, which/),
    });
  });

  it('waits through a rollback until a person has named the root cause', async () => {
    const { life, machine, clock } = bench;
    await bench.approved('dep_2', '2');
    await bench.approved('dep_3', '3');
    machine.site('checkout').load.errors.candidate = 0.3;
    await life.until('dep_2', 'rolled-back', minutes(2));
    machine.site('checkout').load.errors.candidate = 0;
    await clock.advance(minutes(5));
    expect(life.deployment('dep_3')).toMatchObject({ phase: 'queued', waitsFor: 'slot' });

    const notAfter = (clock.wall() + 60_000) as never;
    const approval = aSignedRootCause('dep_2', digestOf(life.deployment('dep_2')), { notAfter });
    await life.say('dep_2', { type: 'CloseDeployment', approval });

    await life.until('dep_3', 'completed', minutes(5));
  });
});

it('two units do not wait for each other', async () => {
  const { life, machine } = bench;
  machine.interpose = ({ site }) => {
    if (site === 'checkout/staging') throw new DriverError('staging of checkout is away', { retryable: true });
  };
  await life.open('dep_2', '2', aQuickUnit());
  await life.open('dep_3', '3', aQuickUnit({ name: 'basket' }));

  await life.until('dep_3', 'awaiting-approval', seconds(2));
  await life.until('dep_2', 'staging-failed', seconds(20));
});

const digestOf = (deployment: object): string =>
  'planDigest' in deployment && typeof deployment.planDigest === 'string' ? deployment.planDigest : '';
