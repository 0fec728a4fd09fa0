import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDemoKey, demoTrustOf } from '../approval/demo-key.ts';
import { firstTrustList, requestEnrolment } from '../approval/enrolment.ts';
import { SigningKey } from '../approval/signing-key.ts';
import { changeId, nextTrustList, type TrustChange } from '../approval/trust-change.ts';
import type { TrustList } from '../approval/trust-list.ts';
import { hours, milliseconds } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';
import { isRefusal, type Refusal } from '../core/kernel/refusal.ts';
import { NOON } from '../testing/builders.ts';
import { type Enrolled, enrolledAfter, isTrusted, NOBODY, openProposals, type TrustEvent } from './enrolled.ts';

const aKey = (name: string) => new SigningKey('ed25519', `person:${name}`, generateKeyPairSync('ed25519').privateKey);
const enrolmentOf = (key: SigningKey) =>
  requestEnrolment(key, { controlPlaneId: 'cp_1', groups: [], environments: null });
const must = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(answer.message);
  return answer as T;
};
const having = (...events: TrustEvent[]): Enrolled => events.reduce(enrolledAfter, NOBODY);

const [ada, bob, cy] = ['ada', 'bob', 'cy'].map(aKey) as [SigningKey, SigningKey, SigningKey];
const first: TrustList = must(firstTrustList(null, 'cp_1', enrolmentOf(ada), NOON));
const adopted: TrustEvent = { type: 'TrustListAdopted', list: first };
const change: TrustChange = { kind: 'enrol', enrolment: enrolmentOf(bob) };
const proposed: TrustEvent = { type: 'TrustChangeProposed', change, at: NOON };
const signature = { approver: 'person:ada', bundle: {} as never };
const signed: TrustEvent = { type: 'TrustChangeSigned', proposal: changeId(change), signature };

describe('whom a control plane trusts', () => {
  it('is nobody at first, then the keys of the list that are active', () => {
    expect(isTrusted(NOBODY, ada.keyId)).toBe(false);
    expect(isTrusted(having(adopted), ada.keyId)).toBe(true);
    const revoked = must(nextTrustList(first, { kind: 'revoke', keyId: ada.keyId }, NOON));
    expect(isTrusted(having(adopted, { type: 'TrustListAdopted', list: revoked }), ada.keyId)).toBe(false);
  });

  it('is the demo’s key where that is enrolled, and nobody after a reset', () => {
    const demo: TrustEvent = { type: 'DemoApproverEnrolled', trust: demoTrustOf(createDemoKey()) };
    const keyId = demo.type === 'DemoApproverEnrolled' ? demo.trust.keyId : '';
    const reset: TrustEvent = { type: 'ControlPlaneReset', controlPlaneId: 'cp_2', previous: 'cp_1', reason: 'lost' };

    expect(isTrusted(having(demo), keyId)).toBe(true);
    expect(having(adopted, proposed, demo, reset)).toEqual(NOBODY);
  });

  it('a change keeps the signatures it has when it is signed further, and loses them when another list is adopted', () => {
    const waiting = having(adopted, proposed, signed);
    expect(waiting.proposals).toMatchObject([{ signatures: [signature] }]);

    const other = must(nextTrustList(first, { kind: 'enrol', enrolment: enrolmentOf(cy) }, NOON));
    expect(enrolledAfter(waiting, { type: 'TrustListAdopted', list: other }).proposals).toMatchObject([
      { id: changeId(change), signatures: [] },
    ]);
  });

  it('a change that the new list contains waits no longer', () => {
    const next = must(nextTrustList(first, change, NOON));

    expect(having(adopted, proposed, signed, { type: 'TrustListAdopted', list: next }).proposals).toEqual([]);
  });

  it('a change that nobody signs is forgotten after seven days', () => {
    const waiting = having(adopted, proposed);
    const week = later(NOON, hours(7 * 24));

    expect(openProposals(waiting, week)).toHaveLength(1);
    expect(openProposals(waiting, later(week, milliseconds(1)))).toEqual([]);
  });
});
