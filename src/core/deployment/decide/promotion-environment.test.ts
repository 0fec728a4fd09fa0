import { describe, expect, it } from 'vitest';
import { openQuestion } from '../../../approval/question.ts';
import { aDigest, aVerifiedApproval, BUILDER, NOON } from '../../../testing/builders.ts';
import { aSuccessor, type Journey } from '../../../testing/journey.ts';
import { theEffect } from '../../../testing/story.ts';
import { approve, look, PLAN, queued } from '../../../testing/towards-production.ts';
import type { Slot } from '../../environment/slot.ts';
import { guardForward } from '../../guard/guard-forward.ts';
import type { VerifiedApproval } from '../../guard/verified-approval.ts';
import { minutes } from '../../kernel/duration.ts';
import { ENVIRONMENT_RED } from '../state.ts';

describe('an environment that somebody holds', () => {
  const personHold = { by: BUILDER, reason: 'the provider is down', since: NOON };
  const holding = (here: Journey, hold: Slot['personHold']): Journey =>
    here.in({ ...here.world, production: { ...here.world.production, personHold: hold } });

  it('lets no promotion begin, tells who and why, and goes on when it is released', () => {
    const held = holding(aSuccessor().upTo('awaiting-approval'), personHold);

    const waiting = held.say(approve());

    expect(held.when(approve()).decision).toMatchObject({
      deployment: [
        {},
        {},
        { type: 'PromotionWaits', note: 'production: agent:builder holds it: the provider is down' },
      ],
    });
    holding(waiting, null).when({ type: 'Tick' }).then('PreflightDue');
  });

  it('stops one that looks already: the look before is not taken for one after the hold', () => {
    const here = queued();
    const held = holding(here, personHold);

    const waiting = held.when({ type: 'Tick' }).then('PromotionWaits');

    expect(waiting.production.queue).toEqual([]);
    held.in(waiting).when(look(here)).thenRefused('effect-not-outstanding');
    expect(held.when(look(here)).decision).toMatchObject({ deployment: [{ type: 'PromotionWaits' }] });
  });

  it('keeps the weight mid-rollout for as long as it lasts, and a rollback begins all the same (R6)', () => {
    const held = holding(aSuccessor().upTo('rolling-out'), personHold);

    const kept = held.say({ type: 'Tick' });

    expect(kept.world.deployment).toMatchObject({
      holds: [{ reason: 'environment', note: 'agent:builder holds production: the provider is down' }],
      work: { since: null },
    });
    expect(holding(kept, null).say({ type: 'Tick' }).world.deployment).toMatchObject({ holds: [] });
    kept.when({ type: 'RollbackDeployment', reason: 'bad' }).then('RollbackStarted');
  });

  it('refuses a forward effect at the last moment, with the way out', () => {
    const { world } = holding(aSuccessor().upTo('rolling-out'), personHold);
    const present = { at: NOON, rollbackTargetPresent: true };

    const refusal = guardForward(
      theEffect(world, 'prepare-candidate'),
      world.deployment as never,
      world.production,
      present,
    );

    expect(refusal).toMatchObject({
      code: 'environment-held',
      remedy: expect.stringContaining('environment release production'),
    });
  });
});

describe('production that is not as recorded', () => {
  const differences = [{ about: 'traffic', recorded: 'all to stable', found: 'out of service' }] as const;
  const adrift = (here: Journey, acceptedBy: string | null): Journey =>
    here.in({
      ...here.world,
      production: { ...here.world.production, drift: { differences, since: NOON, acceptedBy } },
    });

  it('stops the promotion with a finding that names the way out', () => {
    const here = queued();

    const world = adrift(here, null).when(look(here)).then('PreflightFailed');

    expect(world.deployment).toMatchObject({
      preflight: [{ name: 'drift', ok: false, detail: expect.stringContaining('accept-drift production') }],
    });
  });

  it('lets it begin once an approver accepted that', () => {
    const here = queued();

    const decision = adrift(here, 'person:ada').when(look(here)).decision;

    expect(decision).toMatchObject({
      deployment: [
        { type: 'PromotionStarted', findings: [{ name: 'drift', detail: expect.stringContaining('person:ada') }] },
      ],
    });
  });
});

describe('production that is red already', () => {
  const red = [{ name: ENVIRONMENT_RED, ok: false, detail: 'error_rate < 1%: stable shows 6 %' }];
  const isRed = () => {
    const here = queued();
    return here.say(look(here, { findings: red })).wait(minutes(1));
  };
  const signed = (changes: Partial<VerifiedApproval> = {}) => {
    const own = { checkpoint: 'environment-red', decision: 'fix-forward', reason: 'it mends the errors' } as const;
    return { type: 'FixForward', approval: aVerifiedApproval('dep_2', PLAN, { ...own, ...changes }) } as const;
  };

  it('stops with a question to an approver', () => {
    const here = isRed();

    expect(here.world.deployment).toMatchObject({ phase: 'queued', redSince: expect.any(Number), fixForward: null });
    expect(openQuestion(here.world.deployment as never, 'environment-red')?.context).toMatchObject({ phase: 'queued' });
  });

  it('goes on by itself when what serves is inside its gates again: the question closes', () => {
    const here = isRed();

    expect(here.say(look(here, { findings: [] })).world.deployment).toMatchObject({ phase: 'rolling-out' });
  });

  it('goes on with the signed text of an approver, which stands in the finding', () => {
    const answered = isRed().say(signed());

    const world = answered.when(look(answered, { findings: red })).then('PromotionStarted');

    expect(world.deployment).toMatchObject({ phase: 'rolling-out' });
    expect(answered.when(look(answered, { findings: red })).decision).toMatchObject({
      deployment: [
        {
          findings: [
            { ok: true, detail: expect.stringContaining('person:ada goes on all the same: it mends the errors') },
          ],
        },
      ],
    });
  });

  it('forgets the answer once the trouble is over: the next one is another', () => {
    const answered = isRed().say(signed());
    const other = { name: 'metric-source', ok: false, detail: 'silent' };

    const better = answered.say(look(answered, { findings: [other] }));

    expect(better.world.deployment).toMatchObject({ redSince: null, fixForward: null });
  });

  it.each([
    [
      'an approval of the promotion',
      { checkpoint: 'production-promotion', decision: 'approve' },
      'approval-for-another-question',
    ],
    ['a text for another plan', { planDigest: aDigest('9') }, 'approval-for-another-question'],
    ['no text at all', { reason: ' ' }, 'reason-missing'],
    ['an agent', { approver: 'agent:builder' }, 'approver-not-named'],
    ['somebody who is not named', { approver: 'person:bob' }, 'approver-not-named'],
    ['a text that has expired', { notAfter: NOON }, 'approval-expired'],
  ] as const)('does not go on with %s', (_, changes, code) => {
    isRed().when(signed(changes)).thenRefused(code);
  });

  it('is asked nothing while it is well', () => {
    queued().when(signed()).thenRefused('nothing-asked');
  });
});
