import { describe, expect, it } from 'vitest';
import { openQuestion } from '../../../approval/question.ts';
import {
  aDigest,
  anOpenCalendar,
  aRelease,
  aUnitSpec,
  aVerifiedApproval,
  BUILDER,
  NOON,
} from '../../../testing/builders.ts';
import { aSuccessor, GOOD_HEALTH, type Journey } from '../../../testing/journey.ts';
import { theEffect } from '../../../testing/story.ts';
import type { Slot } from '../../environment/slot.ts';
import { guardForward } from '../../guard/guard-forward.ts';
import type { VerifiedApproval } from '../../guard/verified-approval.ts';
import { hours, minutes } from '../../kernel/duration.ts';
import type { DeploymentId } from '../../kernel/id.ts';
import { later } from '../../kernel/instant.ts';
import { NONE } from '../../kernel/weight.ts';
import { ENVIRONMENT_RED } from '../state.ts';

const OTHER = 'dep_x' as DeploymentId;
const PLAN = aDigest('a');
const approve = (changes = {}) =>
  ({ type: 'GrantApproval', approval: aVerifiedApproval('dep_2', PLAN, changes) }) as const;
const queued = () => aSuccessor().upTo('awaiting-approval').say(approve());
const look = (here: Journey, changes: object = {}) =>
  ({
    type: 'RecordPreflight',
    effect: theEffect(here.world, 'look-before-promotion').id,
    findings: [],
    traffic: { kind: 'split', candidate: NONE },
    health: GOOD_HEALTH,
    ...changes,
  }) as const;

describe('on the way to production', () => {
  it('waits in the queue while another deployment holds production, and goes on when it has left (R9)', () => {
    const here = aSuccessor().upTo('awaiting-approval');
    const busy = here.in({ ...here.world, production: { ...here.world.production, holder: OTHER } });
    const waiting = busy.when(approve()).then('ApprovalGranted', 'PromotionApproved', 'PromotionWaits');

    expect(waiting.production.queue).toEqual(['dep_2']);
    expect(busy.in(waiting).when({ type: 'Tick' }).decision).toMatchObject({ deployment: [], production: [] });
    const free = { ...waiting, production: { ...waiting.production, holder: null } };
    expect(busy.in(free).when({ type: 'Tick' }).then('PreflightDue').production).toMatchObject({
      holder: 'dep_2',
      queue: [],
    });
  });

  it('waits while the environment is held after a rollback (R10)', () => {
    const here = aSuccessor().upTo('awaiting-approval');
    const hold = { reason: 'after-rollback', deployment: OTHER, since: NOON, note: '', barred: [] } as const;
    const held = here.in({ ...here.world, production: { ...here.world.production, hold } });

    const world = held.when(approve()).then('ApprovalGranted', 'PromotionApproved', 'PromotionWaits');

    expect(world.production.holder).toBeNull();
  });

  it('waits for a window to be over, and goes on by itself (R3)', () => {
    const freeze = { name: 'freeze', from: NOON, to: later(NOON, hours(3)) };
    const spec = aUnitSpec({ windows: { sources: [], onOpen: 'hold', lookahead: 'start' } });
    const here = aSuccessor({ spec }, { ...anOpenCalendar(), intervals: [freeze] }).upTo('awaiting-approval');
    const waiting = here.say(approve());

    expect(waiting.world.deployment).toMatchObject({ phase: 'queued', waitsFor: 'window' });
    waiting.when({ type: 'Tick' }).then();
    waiting.wait(hours(3)).when({ type: 'Tick' }).then('PreflightDue');
  });

  it('is sent back with its approvals void when stable changed while it waited', () => {
    const here = queued();
    const stable = { release: aRelease('9'), deployment: OTHER, since: NOON };
    const changed = here.in({ ...here.world, production: { ...here.world.production, stable } });

    const world = changed.when({ type: 'Tick' }).then('DeploymentReturned');

    expect(world.deployment).toMatchObject({ phase: 'packaging', returns: 1 });
    expect(world.deployment).not.toHaveProperty('approvals');
    expect(world.production.holder).toBeNull();
    expect(theEffect(world, 'seal-plan').id).toContain('again-1');
  });

  it('is sent back when the staging evidence grew too old', () => {
    queued().wait(hours(23)).when({ type: 'Tick' }).then();
    const here = aSuccessor()
      .upTo('awaiting-approval')
      .say(approve({ notAfter: later(NOON, hours(99)) }));
    here.wait(hours(25)).when({ type: 'Tick' }).then('DeploymentReturned');
  });

  it('asks again when the approvals expired while it waited', () => {
    const here = aSuccessor().upTo('awaiting-approval');
    const approved = here.say(approve({ notAfter: later(here.at, minutes(5)) }));

    const world = approved.wait(minutes(6)).when({ type: 'Tick' }).then('ApprovalsVoided');

    expect(world.deployment).toMatchObject({ phase: 'awaiting-approval', approvals: [] });
    expect(world.production.holder).toBeNull();
  });

  it('asks again when the demo approver answered and the environment has served for real since', () => {
    const spec = aUnitSpec();
    const { production, staging } = spec.environments as Record<'production' | 'staging', never>;
    const demo = { ...spec, environments: { staging, production: { ...(production as object), demo: true } as never } };
    const here = aSuccessor({ spec: demo }).upTo('rehearsing');
    const fresh = here
      .in({ ...here.world, production: { ...here.world.production, servedForReal: false } })
      .upTo('awaiting-approval');
    const approved = fresh.say(approve({ kind: 'demo', approver: 'person:demo' }));

    expect(approved.world.production.servedForReal).toBe(false);
    const real = { ...approved.world, production: { ...approved.world.production, servedForReal: true } };
    approved.in(real).when({ type: 'Tick' }).then('ApprovalsVoided');
  });
});

describe('the look before the promotion', () => {
  it('starts the promotion when all is good', () => {
    const here = queued();

    expect(here.when(look(here)).then('PromotionStarted').deployment).toMatchObject({
      phase: 'rolling-out',
      step: 'prepare',
    });
  });

  it('is repeated when a finding is bad or the rollback target is not there (R4)', () => {
    const here = queued();
    const health = { ...GOOD_HEALTH, rollbackTargetPresent: false };

    const world = here
      .when(look(here, { findings: [{ name: 'stable', ok: false, detail: 'unhealthy' }] }))
      .then('PreflightFailed');
    expect(world.deployment).toMatchObject({ phase: 'queued', attempt: { n: 3, lastProblem: 'unhealthy' } });
    expect(here.when(look(here, { health })).then('PreflightFailed').deployment).toMatchObject({
      preflight: [{ name: 'rollback-target-missing' }],
    });
  });

  it('an answer from before a wait is not taken for an answer to the look after it', () => {
    const here = aSuccessor().upTo('awaiting-approval');
    const early = here.say(approve({ notAfter: later(here.at, minutes(5)) }));
    const again = early
      .wait(minutes(6))
      .say({ type: 'Tick' })
      .say(approve({ nonce: 'n-2', notAfter: later(here.at, hours(9)) }));

    again.when(look(early)).thenRefused('effect-not-outstanding');
    again.when(look(again)).then('PromotionStarted');
  });
});

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
