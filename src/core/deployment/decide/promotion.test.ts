import { describe, expect, it } from 'vitest';
import { anOpenCalendar, aRelease, aUnitSpec, NOON } from '../../../testing/builders.ts';
import { aSuccessor, GOOD_HEALTH } from '../../../testing/journey.ts';
import { theEffect } from '../../../testing/story.ts';
import { approve, look, queued } from '../../../testing/towards-production.ts';
import { hours, minutes } from '../../kernel/duration.ts';
import type { DeploymentId } from '../../kernel/id.ts';
import { later } from '../../kernel/instant.ts';

const OTHER = 'dep_x' as DeploymentId;

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
