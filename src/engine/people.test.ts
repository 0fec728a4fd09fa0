import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { BUILDER } from '../testing/builders.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
});
afterEach(async () => {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
});

describe('a hold', () => {
  it('keeps the weight past the end of the stage, goes on measuring, and what it held back follows its end', async () => {
    const { life, machine, clock } = bench;
    await bench.canary();
    await life.say('dep_2', { type: 'HoldDeployment', reason: 'we look at the logs' });
    const measured = machine.site('checkout').metrics;

    await clock.advance(minutes(5));

    const { traffic } = await machine.site('checkout').router.observe(new AbortController().signal);
    expect(traffic).toEqual({ kind: 'split', candidate: 50 });
    const newest = (await measured.read(null, new AbortController().signal)).at(-1)?.cursor;
    expect(await cursorRead(bench)).toBe(newest);
    expect(await life.events('dep_2')).not.toContain('StageAdvanced');
    await life.say('dep_2', { type: 'ResumeDeployment', reason: 'nothing there' });
    await life.until('dep_2', ({ phase }) => phase === 'baking', seconds(40));
  });

  it('that a person resumes is lifted for the judge as well, which an agent cannot do', async () => {
    const { life } = bench;
    await bench.canary();
    const lifts = async () => {
      const entries = await bench.journal.read('measurements/dep_2');
      return entries.filter(({ type }) => type === 'HoldLifted').length;
    };
    await life.say('dep_2', { type: 'HoldDeployment', reason: 'x', principal: BUILDER });
    await life.say('dep_2', { type: 'ResumeDeployment', reason: 'y', principal: BUILDER });
    await bench.clock.advance(seconds(3));
    expect(await lifts()).toBe(0);

    await life.say('dep_2', { type: 'HoldDeployment', reason: 'x' });
    await life.say('dep_2', { type: 'ResumeDeployment', reason: 'y' });
    await bench.clock.advance(seconds(3));
    expect(await lifts()).toBe(1);
  });

  it('of the judge for mounting evidence a person lifts, and no agent; it comes again only after the evidence was gone', async () => {
    const { life, machine, clock } = bench;
    await bench.canary();
    const { load } = machine.site('checkout');
    load.errors.candidate = 0.009;
    load.errors.stable = 0.001;
    await life.until(
      'dep_2',
      (one) => 'holds' in one && one.holds.some(({ reason }) => reason === 'judge'),
      minutes(2),
    );
    load.errors.candidate = 0;

    expect(await life.say('dep_2', { type: 'ResumeDeployment', reason: 'x', principal: BUILDER })).toMatchObject({
      code: 'held-by-the-judge',
    });
    await life.say('dep_2', { type: 'ResumeDeployment', reason: 'the errors are known' });
    await clock.advance(seconds(3));

    expect(life.deployment('dep_2')).toMatchObject({ holds: [] });
    const lifted = (await life.entries('dep_2')).filter(({ type }) => type === 'HoldLifted');
    expect(lifted.at(-1)?.body).toMatchObject({ reason: 'judge', by: { kind: 'person' } });
  });

  it('does not keep a bad release from being taken back', async () => {
    const { life, machine } = bench;
    await bench.canary();
    await life.say('dep_2', { type: 'HoldDeployment', reason: 'x' });
    machine.site('checkout').load.errors.candidate = 0.5;

    await life.until('dep_2', 'rolled-back', minutes(1));
  });

  it('that a person placed is not resumed by an agent', async () => {
    const { life } = bench;
    await bench.canary();
    await life.say('dep_2', { type: 'HoldDeployment', reason: 'x' });

    const answer = await life.say('dep_2', { type: 'ResumeDeployment', reason: 'y', principal: BUILDER });

    expect(answer).toMatchObject({ kind: 'refusal', code: 'held-by-a-person' });
  });
});

describe('an abort', () => {
  it('tells the driver that is at work to stop, and what it brings in the end changes nothing', async () => {
    const { life, machine, clock } = bench;
    let building: AbortSignal | undefined;
    let finish = (): void => undefined;
    machine.interpose = async ({ act, signal }) => {
      if (act !== 'builder.build') return;
      building = signal;
      // A driver that does not listen: it goes on and ends well.
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    };
    await life.open('dep_1', '1', aQuickUnit());
    await clock.advance(seconds(5));

    await life.say('dep_1', { type: 'AbortDeployment', reason: 'wrong commit' });
    expect(building?.aborted).toBe(true);
    finish();
    await clock.advance(minutes(1));

    expect(await life.events('dep_1')).toEqual(['DeploymentOpened', 'DeploymentStopped']);
    expect(life.deployment('dep_1')).toMatchObject({ phase: 'aborted', problem: 'wrong commit' });
  });

  it('is refused once production was touched', async () => {
    await bench.canary();

    const answer = await bench.life.say('dep_2', { type: 'AbortDeployment', reason: 'x' });

    expect(answer).toMatchObject({ kind: 'refusal', code: 'production-begun' });
  });
});

describe('an answer that nobody gives', () => {
  it('expires the deployment at the deadline, not before, and frees what it held', async () => {
    const { life, clock } = bench;
    const spec = aQuickUnit();
    const productionPromotion = { ...spec.checkpoints.productionPromotion, deadline: minutes(10) };
    await life.open('dep_1', '1', { ...spec, checkpoints: { ...spec.checkpoints, productionPromotion } });
    await life.until('dep_1', 'awaiting-approval');
    const asked = (await life.entries('dep_1')).find(({ type }) => type === 'ApprovalRequested')?.at ?? 0;

    await life.until('dep_1', 'expired', minutes(11));

    const stopped = (await life.entries('dep_1')).at(-1);
    expect((stopped?.at ?? 0) - asked).toBe(minutes(10));
    expect(clock.wall() - asked).toBeLessThan(minutes(10) + seconds(2));
  });
});

describe('the same request', () => {
  it('does nothing twice, whatever happened in between', async () => {
    const { life } = bench;
    await bench.canary();
    const hold = () => life.say('dep_2', { type: 'HoldDeployment', reason: 'x' }, { requestId: 'request-1' });
    await hold();
    await life.say('dep_2', { type: 'ResumeDeployment', reason: 'y' }, { requestId: 'request-2' });
    const before = await life.events('dep_2');

    await hold();

    expect(await life.events('dep_2')).toEqual(before);
    expect(life.deployment('dep_2')).toMatchObject({ holds: [] });
  });

  it('sent twice at once is recorded once', async () => {
    const { life } = bench;
    await bench.canary();
    const hold = () => life.say('dep_2', { type: 'HoldDeployment', reason: 'x' }, { requestId: 'request-1' });

    await Promise.all([hold(), hold(), hold()]);

    expect((await life.events('dep_2')).filter((type) => type === 'HoldPlaced')).toHaveLength(1);
  });

  it('with an approval nonce that was spent is refused, and nothing of it is recorded', async () => {
    const { life } = bench;
    await bench.approved('dep_1', '1');
    await life.open('dep_2', '2', aQuickUnit({ name: 'basket' }));
    await life.until('dep_2', 'awaiting-approval');
    expect(await life.approve('dep_2', {}, { spendNonce: 'n-1' })).toMatchObject({ kind: 'accepted' });
    await life.open('dep_3', '3', aQuickUnit({ name: 'search' }));
    await life.until('dep_3', 'awaiting-approval');
    const before = await life.events('dep_3');

    const answer = await life.approve('dep_3', {}, { spendNonce: 'n-1' });

    expect(answer).toMatchObject({ kind: 'refusal', code: 'approval-nonce-spent' });
    expect(await life.events('dep_3')).toEqual(before);
    expect(await life.approve('dep_3', {}, { spendNonce: 'n-2' })).toMatchObject({ kind: 'accepted' });
  });
});

/** How far the judge has read: the cursor of the newest block in the measurement stream. */
async function cursorRead({ journal }: EngineBench): Promise<unknown> {
  const blocks = (await journal.read('measurements/dep_2')).filter(({ type }) => type === 'BlockClosed');
  return (blocks.at(-1)?.body as { cursor?: unknown } | undefined)?.cursor;
}
