import { describe, expect, it } from 'vitest';
import { ADA, aRelease, aVerifiedAct, NOON } from '../../testing/builders.ts';
import { minutes } from '../kernel/duration.ts';
import type { DeploymentId } from '../kernel/id.ts';
import { later } from '../kernel/instant.ts';
import { isRefusal } from '../kernel/refusal.ts';
import type { SlotCommand } from './command.ts';
import { decideSlot } from './decide.ts';
import { differencesOf } from './drift.ts';
import { emptySlot, evolveSlot, type Slot, type StableRelease } from './slot.ts';

const AT = later(NOON, minutes(5));
const fresh = emptySlot('checkout', 'production');
const stable: StableRelease = {
  release: aRelease('1'),
  deployment: 'adopted_rel_1' as DeploymentId,
  since: NOON,
  adopted: { unverified: false },
};
const adopt = (slot: Slot, changes: object = {}, act: object = {}) =>
  decideSlot(
    {
      ...{ type: 'AdoptRelease', stable, since: NOON, approvers: ['person:ada'], demo: false, at: AT, principal: ADA },
      act: aVerifiedAct('adopt', AT, act),
      ...changes,
    } as SlotCommand,
    slot,
  );

describe('what ran before there was a record', () => {
  it('serves by the record from then on, and for real', () => {
    const events = adopt(fresh);
    if (isRefusal(events)) throw new Error(events.message);

    expect(events).toMatchObject([{ type: 'ReleaseAdopted', stable, act: { approver: 'person:ada' } }]);
    expect(events.reduce(evolveSlot, fresh)).toMatchObject({ stable, servedForReal: true, drift: null });
  });

  it('is not adopted over what is recorded, or while something is under way', () => {
    expect(adopt({ ...fresh, stable })).toMatchObject({ code: 'release-recorded' });
    expect(adopt({ ...fresh, holder: 'dep_a' as DeploymentId })).toMatchObject({ code: 'environment-busy' });
  });

  it.each([
    ['signed as another act', {}, { act: 'release' }, 'approval-for-another-question'],
    ['signed for another environment', {}, { environment: 'staging' }, 'approval-for-another-question'],
    ['signed about an earlier look', { since: AT }, {}, 'approval-for-another-moment'],
    ['signed by somebody who is not named', {}, { approver: 'person:eve' }, 'approver-not-named'],
    ['signed by the demo approver', {}, { kind: 'demo' }, 'demo-approver-refused'],
    ['signed too long ago', {}, { notAfter: NOON }, 'approval-expired'],
    ['signed without a reason', {}, { reason: ' ' }, 'reason-missing'],
  ])('is not adopted when it is %s', (_, changes, act, code) => {
    expect(adopt(fresh, changes, act)).toMatchObject({ code });
  });

  it('is as recorded without digests only where an approver said which artifacts it is', () => {
    const one = { id: 'i', releaseId: stable.release.id, artifactDigests: [], address: 'a', alive: true };
    const instances = Array.from({ length: 2 }, (_, at) => ({ ...one, id: `i${at}` }));
    const seen = { instances, traffic: { kind: 'split', candidate: 0 as never }, stable: [], address: 'a' } as const;
    const place = { environment: 'production', listen: null };
    const abouts = (adopted: { unverified: boolean }) =>
      differencesOf({ ...stable, adopted }, place, seen).map(({ about }) => about);

    expect(abouts({ unverified: true })).not.toContain('digests');
    expect(abouts({ unverified: false })).toContain('digests');
  });
});
