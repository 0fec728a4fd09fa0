import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bundleBytes } from '../../src/approval/bundle.ts';
import { createDemoKey, demoTrustOf } from '../../src/approval/demo-key.ts';
import { requestEnrolment, withKey, withoutKey } from '../../src/approval/enrolment.ts';
import { SigningKey } from '../../src/approval/signing-key.ts';
import type { TrustList } from '../../src/approval/trust-list.ts';
import { verifyApproval } from '../../src/approval/verify.ts';
import type { Deployment } from '../../src/core/deployment/state.ts';
import { anEnvironment, aUnitSpec, NOON } from '../../src/testing/builders.ts';
import {
  aKey,
  anApprovalWorld,
  answered,
  answerOf,
  aTrustList,
  aWaitingDeployment,
  CONTROL_PLANE,
  codeOf,
  goodBytes,
  governedBy,
  must,
} from './approval-world.ts';

const enrolled = (list: TrustList, key: SigningKey, environments: string[] | null = null): TrustList =>
  must(withKey(list, requestEnrolment(key, { controlPlaneId: CONTROL_PLANE, groups: [], environments }), NOON));

const aDemoDeployment = (): Deployment => {
  const environments = { staging: anEnvironment('staging'), production: anEnvironment('production', { demo: true }) };
  return aWaitingDeployment({ spec: aUnitSpec({ environments }) });
};

describe('the approver', () => {
  it('must be enrolled', async () => {
    expect(await answered({ trustList: null })).toBe('approver-unknown');
    expect(await answered({ trustList: aTrustList(aKey('person:bob')) })).toBe('approver-unknown');
  });

  it('signs with an own key of the present list', async () => {
    const key = aKey();
    const other = aKey();

    expect(await answered({ key })).toBeUndefined();
    expect(await answered({ key: other, trustList: aTrustList(key) })).toBe('approver-key-unknown');
    expect(await answered({ key: other, trustList: enrolled(aTrustList(key), other) })).toBeUndefined();
  });

  it('does not sign with the key of somebody else', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const bob = new SigningKey('ed25519', 'person:bob', privateKey);
    const key = new SigningKey('ed25519', 'person:ada', privateKey);

    const trustList = enrolled(aTrustList(aKey('person:ada')), bob);

    expect(
      await answered({ key: bob, trustList, deployment: governedBy({ approvers: ['person:bob'] }) }),
    ).toBeUndefined();
    expect(await answered({ key, trustList })).toBe('approver-key-of-another');
  });

  it('does not sign with a revoked key', async () => {
    const key = aKey();
    const list = enrolled(aTrustList(key), aKey());

    expect(await answered({ key, trustList: must(withoutKey(list, key.keyId, NOON)) })).toBe('approver-key-revoked');
  });

  it('signs only for the environments of the key', async () => {
    const [first, key] = [aKey(), aKey()];
    const list = aTrustList(first);

    expect(await answered({ key, trustList: enrolled(list, key, ['production']) })).toBeUndefined();
    expect(await answered({ key, trustList: enrolled(list, key, ['staging']) })).toBe('approver-key-elsewhere');
  });

  it('is named by the policy, or one of their groups is', async () => {
    const key = aKey();
    const leads = ['group:leads'];

    expect(await answered({ key, deployment: governedBy({ approvers: ['person:bob'] }) })).toBe('approver-not-named');
    const deployment = governedBy({ approvers: leads });
    expect(await answered({ key, deployment })).toBe('approver-not-named');
    expect(await answered({ key, deployment, trustList: aTrustList(key, leads) })).toBeUndefined();
  });
});

describe('separation', () => {
  const person = (name: string) => ({ kind: 'person', name }) as const;
  const agentOf = (owner: string) => ({ kind: 'agent', name: 'builder', owner }) as const;

  it.each([
    ['nothing is demanded', [], person('ada'), undefined],
    ['another person asked', ['requester'], person('bob'), undefined],
    ['the approver asked', ['requester'], person('ada'), 'approval-not-separate'],
    ['the agent of another asked', ['requester'], agentOf('bob'), undefined],
    ['an agent of the approver asked', ['requester'], agentOf('ada'), 'approval-not-separate'],
    ['an agent of the approver asked, written in full', ['requester'], agentOf('person:ada'), 'approval-not-separate'],
    ['an account asked', ['requester'], { kind: 'local', name: 'os/1000' }, 'approval-not-separate'],
    ['CI asked', ['requester'], { kind: 'ci', name: 'main' }, undefined],
  ] as const)('from the requester: %s', async (_, separateFrom, requester, expected) => {
    expect(await answered({ deployment: governedBy({ separateFrom }, { requester }) })).toBe(expected);
  });

  it.each([
    ['Bob <bob@acme.test>', undefined],
    ['Bob <adam@acme.test>', undefined],
    ['Ada <ada.l@acme.test>', 'approval-not-separate'],
    ['A. L. <ADA@acme.test>', 'approval-not-separate'],
    ['ada', 'approval-not-separate'],
    ['person:ada', 'approval-not-separate'],
    [`${'<'.repeat(50_000)}ada`, 'approval-not-separate'],
  ])('from the authors: %s', async (author, expected) => {
    const authors = ['Eve <eve@acme.test>', author];

    expect(await answered({ deployment: governedBy({ separateFrom: ['author'] }, { authors }) })).toBe(expected);
    expect(await answered({ deployment: governedBy({ separateFrom: [] }, { authors }) })).toBeUndefined();
  });

  it('keeps nobody from saying no', async () => {
    const opening = { requester: person('ada'), authors: ['Ada <ada@acme.test>'] };
    const deployment = governedBy({ separateFrom: ['requester', 'author'] }, opening);
    const world = anApprovalWorld({ deployment });

    expect(await codeOf(goodBytes(world), world.context)).toBe('approval-not-separate');
    const no = bundleBytes(answerOf(world, { decision: 'reject', reason: 'not today' }));
    expect(await codeOf(no, world.context)).toBeUndefined();
  });

  it('counts an agent’s owner as the requester of a verified approval', async () => {
    const world = anApprovalWorld({ deployment: governedBy({}, { requester: agentOf('bob') }) });

    expect(must(await verifyApproval(goodBytes(world), world.context)).requester).toBe('person:bob');
  });

  it('is not stopped by hostile author names', async () => {
    const authors = Array.from({ length: 500 }, (_, index) => `\u001b[2J${'x'.repeat(9_000)}\ud800${index}`);

    expect(await answered({ deployment: governedBy({}, { authors }) })).toBeUndefined();
  });
});

describe('the demo approver', () => {
  const key = createDemoKey();
  const demo = { key, demoTrust: demoTrustOf(key), trustList: null };

  it('answers in a demo, at level A0', async () => {
    const world = anApprovalWorld({ ...demo, deployment: aDemoDeployment() });

    const approval = must(await verifyApproval(goodBytes(world), world.context));

    expect(approval).toMatchObject({ kind: 'demo', assurance: 'A0', approver: 'person:demo', groups: [] });
  });

  it('is refused where the plan is no demo, or the environment once served for real', async () => {
    expect(await answered(demo)).toBe('demo-approver-refused');
    expect(await answered({ ...demo, deployment: aDemoDeployment(), servedForReal: true })).toBe(
      'demo-approver-refused',
    );
  });

  it('is refused by another control plane’s demo', async () => {
    const deployment = aDemoDeployment();

    expect(await answered({ ...demo, deployment, demoTrust: demoTrustOf(createDemoKey()) })).toBe('approver-unknown');
    expect(await answered({ ...demo, deployment, demoTrust: null })).toBe('approver-unknown');
  });
});
