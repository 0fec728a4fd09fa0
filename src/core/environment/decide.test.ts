import { describe, expect, it } from 'vitest';
import { ADA, aDigest, aRelease, aVerifiedAct, BUILDER, NOON } from '../../testing/builders.ts';
import { minutes } from '../kernel/duration.ts';
import type { DeploymentId } from '../kernel/id.ts';
import { later } from '../kernel/instant.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { ENGINE } from '../principal/principal.ts';
import type { SlotCommand } from './command.ts';
import { decideSlot } from './decide.ts';
import { emptySlot, evolveSlot, isAcceptedDrift, mayClaim, type Slot } from './slot.ts';

const AT = later(NOON, minutes(5));
const DIFFERENT = [{ about: 'traffic', recorded: 'all to stable', found: 'out of service' }] as const;
const OTHERS = [{ about: 'instances', recorded: '2 of 1', found: '1 of 1' }] as const;
const A = 'dep_a' as DeploymentId;

const serving: Slot = {
  ...emptySlot('checkout', 'production'),
  stable: { release: aRelease('1'), deployment: A, since: NOON },
};

const said = (slot: Slot, command: object, principal: SlotCommand['principal'] = ADA) =>
  decideSlot({ at: AT, principal, ...command } as SlotCommand, slot);

/** The slot after a command that is accepted. */
function slotAfter(slot: Slot, command: object, principal: SlotCommand['principal'] = ADA): Slot {
  const decision = said(slot, command, principal);
  if (isRefusal(decision)) throw new Error(`${decision.code}: ${decision.message}`);
  return decision.reduce(evolveSlot, slot);
}

const hold = { type: 'HoldEnvironment', reason: 'the payment provider is down' };
const held = slotAfter(serving, hold, BUILDER);
const release = (changes: object = {}, act: object = {}) => ({
  type: 'ReleaseEnvironment',
  ...{ act: aVerifiedAct('release', AT, act), since: AT, approvers: ['person:ada'], demo: false },
  ...changes,
});
const accept = (changes: object = {}, act: object = {}) => ({
  ...release(changes, { act: 'accept-drift', ...act }),
  type: 'AcceptDrift',
});
const adrift = slotAfter(serving, { type: 'RecordDrift', differences: DIFFERENT }, ENGINE);

describe('a hold on an environment', () => {
  it('may be placed by anyone, says who and why, and keeps every deployment out', () => {
    expect(held.personHold).toEqual({ by: BUILDER, reason: 'the payment provider is down', since: AT });
    expect(mayClaim(held, A)).toBe(false);
    expect(mayClaim({ ...held, holder: A }, A)).toBe(false);
  });

  it('needs a reason', () => {
    expect(said(serving, { ...hold, reason: '  ' })).toMatchObject({ code: 'reason-missing' });
  });

  it('stays with whoever placed it first', () => {
    expect(said(held, { ...hold, reason: 'me too' })).toEqual([]);
  });

  it('ends by the signature of an approver', () => {
    const free = slotAfter(held, release());

    expect(free.personHold).toBeNull();
    expect(mayClaim(free, A)).toBe(true);
  });

  it.each([
    ['for another environment', {}, { environment: 'staging' }, 'approval-for-another-question'],
    ['for another unit', {}, { unit: 'shop' }, 'approval-for-another-question'],
    ['for another act', {}, { act: 'accept-drift' }, 'approval-for-another-question'],
    ['for an earlier hold', { since: NOON }, {}, 'approval-for-another-moment'],
    ['of an agent', {}, { approver: 'agent:builder' }, 'approval-not-by-a-person'],
    ['of somebody who is not named', {}, { approver: 'person:bob' }, 'approver-not-named'],
    ['of the demo approver where it is no demo', {}, { kind: 'demo' }, 'demo-approver-refused'],
    ['that has expired', {}, { notAfter: NOON }, 'approval-expired'],
    ['without a reason', {}, { reason: '' }, 'reason-missing'],
  ])('does not end by a signature %s', (_, changes, act, code) => {
    expect(said(held, release(changes, act))).toMatchObject({ kind: 'refusal', code });
  });

  it('is signed by a member of a group that is named, too', () => {
    const signed = release({ approvers: ['group:leads'] }, { approver: 'person:bob', groups: ['group:leads'] });

    expect(slotAfter(held, signed).personHold).toBeNull();
  });

  it('cannot be ended where nobody holds, and a hold after a rollback has its own answer', () => {
    const afterRollback = { reason: 'after-rollback', deployment: A, since: NOON, note: '', barred: [aDigest('1')] };
    const decision = said({ ...serving, hold: afterRollback as Slot['hold'] }, release());

    expect(said(serving, release())).toMatchObject({ code: 'environment-not-held' });
    expect(decision).toMatchObject({ code: 'environment-not-held', remedy: expect.stringContaining('dep_a close') });
  });
});

describe('a deployment whose record cannot be read on', () => {
  const back = { type: 'SendToStable', deployment: A, reason: 'nobody knows its state' };

  it('is taken back by anyone: it holds the slot no longer, and the environment is held until an approver looked', () => {
    const sent = slotAfter({ ...serving, holder: A }, back, BUILDER);

    expect(sent).toMatchObject({ holder: null, toStableSince: AT, personHold: { by: BUILDER } });
  });

  it('leaves a hold that stands there already to whoever placed it', () => {
    expect(said(held, back)).toMatchObject([{ type: 'SentToStable' }]);
  });

  it('has nothing to go back to where nothing served before', () => {
    expect(said(emptySlot('checkout', 'production'), back)).toMatchObject({ code: 'nothing-to-restore' });
  });
});

describe('drift', () => {
  it('is found once, and told again only when it is another', () => {
    expect(adrift.drift).toEqual({ differences: DIFFERENT, since: AT, acceptedBy: null });
    expect(said(adrift, { type: 'RecordDrift', differences: DIFFERENT }, ENGINE)).toEqual([]);
    expect(said(adrift, { type: 'RecordDrift', differences: OTHERS }, ENGINE)).toMatchObject([{ type: 'DriftFound' }]);
  });

  it('is reported by the engine alone', () => {
    expect(said(serving, { type: 'RecordDrift', differences: DIFFERENT }, BUILDER)).toMatchObject({
      code: 'not-an-observer',
    });
  });

  it('is over when all is as recorded again, and when something else serves', () => {
    const stable = { release: aRelease('2'), deployment: A, since: AT };

    expect(slotAfter(adrift, { type: 'RecordDrift', differences: [] }, ENGINE).drift).toBeNull();
    expect(said(serving, { type: 'RecordDrift', differences: [] }, ENGINE)).toEqual([]);
    expect(evolveSlot(adrift, { type: 'StableChanged', stable, keep: 2, at: AT }).drift).toBeNull();
  });

  it('is accepted just as it was shown: other differences are new drift', () => {
    const accepted = slotAfter(adrift, accept());

    expect(accepted.drift?.acceptedBy).toBe('person:ada');
    expect(isAcceptedDrift(accepted, DIFFERENT)).toBe(true);
    expect(isAcceptedDrift(accepted, OTHERS)).toBe(false);
    expect(slotAfter(accepted, { type: 'RecordDrift', differences: OTHERS }, ENGINE).drift?.acceptedBy).toBeNull();
  });

  it('is not accepted by a signature for another act or another drift', () => {
    expect(said(adrift, accept({}, { act: 'release' }))).toMatchObject({ code: 'approval-for-another-question' });
    expect(said(adrift, accept({ since: NOON }))).toMatchObject({ code: 'approval-for-another-moment' });
    expect(said(serving, accept())).toMatchObject({ code: 'no-drift' });
  });
});
