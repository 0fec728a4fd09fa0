import { afterEach, beforeEach, expect, it } from 'vitest';
import { minutes, seconds } from '../core/kernel/duration.ts';
import type { Verdict } from '../core/verdict/verdict.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { aVerifiedApproval } from '../testing/builders.ts';
import { type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
});
afterEach(() => bench.end());

it('a verdict on a stage is never told of the next one, when the stage moves on between measuring and telling', async () => {
  const { life, machine, clock } = bench;
  await bench.canary();
  machine.site('checkout').load.requestsPerSecond = 0;
  const state = () => {
    const found = life.deployment('dep_2');
    if (found.phase !== 'rolling-out') throw new Error(`it is ${found.phase}`);
    return found;
  };
  await life.until('dep_2', () => state().checkpoint !== null, minutes(5));
  const approval = aVerifiedApproval('dep_2', state().planDigest, {
    ...{ checkpoint: 'ambiguous-metrics', decision: 'proceed', reason: 'nobody is awake' },
    ...{ issuedAt: clock.wall(), notAfter: (clock.wall() + minutes(60)) as never },
  });
  let isMoved = false;
  machine.interpose = async ({ act, site }) => {
    if (isMoved || act !== 'target.observe' || site !== 'checkout/production') return;
    isMoved = true;
    await life.say('dep_2', { type: 'AnswerAmbiguity', answer: 'proceed', reason: 'x', approval });
    for (let turn = 0; turn < 1_000 && state().stage.since === null; turn++)
      await new Promise((resolve) => setImmediate(resolve));
  };

  await clock.advance(seconds(3));

  const entries = await life.entries('dep_2');
  const moved = entries.findLastIndex(({ type }) => type === 'StageAdvanced');
  const told = entries.slice(moved).filter(({ type }) => type === 'VerdictRecorded');
  const verdicts = told.map(({ body }) => (body as unknown as { verdict: Verdict }).verdict);
  expect(state()).toMatchObject({ stage: { index: 1 }, checkpoint: null });
  expect(verdicts.length).toBeGreaterThan(0);
  expect(verdicts.filter(({ judgedSeconds }) => judgedSeconds > 5)).toEqual([]);
});
