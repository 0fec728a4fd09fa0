import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Bundle, bundleBytes } from '../../src/approval/bundle.ts';
import { createDemoKey, demoTrustOf } from '../../src/approval/demo-key.ts';
import { requestEnrolment, withKey, withoutKey } from '../../src/approval/enrolment.ts';
import { SigningKey } from '../../src/approval/signing-key.ts';
import type { TrustList } from '../../src/approval/trust-list.ts';
import { recheckApproval, type VerificationContext, verifyApproval } from '../../src/approval/verify.ts';
import type { Opening } from '../../src/core/deployment/opening.ts';
import type { Deployment } from '../../src/core/deployment/state.ts';
import type { VerifiedApproval } from '../../src/core/guard/verified-approval.ts';
import { hours } from '../../src/core/kernel/duration.ts';
import type { CheckpointPolicy } from '../../src/core/unit/unit.ts';
import { anEnvironment, anOpening, aRelease, aUnitSpec, aVerdict, NOON } from '../../src/testing/builders.ts';
import { journeyOf } from '../../src/testing/journey.ts';
import {
  type ApprovalWorld,
  aKey,
  anApprovalWorld,
  answerOf,
  aTrustList,
  aWaitingDeployment,
  CONTROL_PLANE,
  goodBytes,
  must,
  withPlanDigest,
} from './approval-world.ts';

const codeOf = async (bytes: Uint8Array, context: VerificationContext): Promise<unknown> =>
  ((await verifyApproval(bytes, context)) as { code?: unknown }).code;

const answered = (changes: Parameters<typeof anApprovalWorld>[0] = {}): Promise<unknown> => {
  const world = anApprovalWorld(changes);
  return codeOf(goodBytes(world), world.context);
};

const enrolled = (list: TrustList, key: SigningKey, environments: string[] | null = null): TrustList =>
  must(withKey(list, requestEnrolment(key, { controlPlaneId: CONTROL_PLANE, groups: [], environments }), NOON));

/** A waiting deployment whose promotion has this policy. */
const governedBy = (policy: Partial<CheckpointPolicy>, opening: Partial<Opening> = {}): Deployment => {
  const { checkpoints } = aUnitSpec();
  const productionPromotion = { ...checkpoints.productionPromotion, ...policy };
  return aWaitingDeployment({ spec: aUnitSpec({ checkpoints: { ...checkpoints, productionPromotion } }), ...opening });
};

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

describe('the other questions', () => {
  const release = aRelease('b');
  const begun = journeyOf(anOpening('dep_1', release), release).upTo('rolling-out');
  const rolling = withPlanDigest(begun.world.deployment);
  if (rolling.phase !== 'rolling-out') throw new Error('not rolling out');
  const asked: Deployment = {
    ...rolling,
    checkpoint: { openedAt: begun.at, deadline: begun.at, verdict: aVerdict('ambiguous', begun.at) },
  };
  const back = begun.say({ type: 'RollbackDeployment', reason: 'bad' }).upTo('rolled-back').world.deployment;
  const verified = async (world: ApprovalWorld, bundle: Bundle) =>
    must(await verifyApproval(bundleBytes(bundle), world.context));

  it('ambiguous-metrics is answered with proceed and a reason', async () => {
    const world = anApprovalWorld({ deployment: asked });
    const answer = { decision: 'proceed', reason: 'seen' } as const;

    const approval = await verified(world, answerOf(world, answer, 'ambiguous-metrics'));

    expect(approval).toMatchObject({ checkpoint: 'ambiguous-metrics', ...answer });
    expect(
      await codeOf(bundleBytes(answerOf(world, { ...answer, reason: '' }, 'ambiguous-metrics')), world.context),
    ).toBe('approval-reason-missing');
  });

  it('after-rollback is answered with resolve and a root cause', async () => {
    const world = anApprovalWorld({ deployment: withPlanDigest(back) });
    const answer = { decision: 'resolve', reason: 'a missing index' } as const;

    const approval = await verified(world, answerOf(world, answer, 'after-rollback'));

    expect(approval).toMatchObject({ checkpoint: 'after-rollback', ...answer });
    const silent = bundleBytes(answerOf(world, { ...answer, reason: '\n' }, 'after-rollback'));
    expect(await codeOf(silent, world.context)).toBe('root-cause-missing');
  });

  it('production-promotion is asked again when the approvals ran out mid-rollout', async () => {
    const by = { kind: 'system', name: 'engine' } as const;
    const holds = [{ reason: 'approval-expired', since: begun.at, by, note: '' }] as const;
    const world = anApprovalWorld({ deployment: { ...rolling, holds } });

    expect(await codeOf(goodBytes(world), world.context)).toBeUndefined();
    expect(await codeOf(goodBytes(world), { ...world.context, deployment: rolling })).toBe('approval-not-pending');
  });

  it('an answer to the verdict of one stage does not answer that of the next', async () => {
    const world = anApprovalWorld({ deployment: asked });
    const bytes = bundleBytes(answerOf(world, { decision: 'proceed', reason: 'seen' }, 'ambiguous-metrics'));

    const next: Deployment = { ...asked, stage: { ...asked.stage, index: asked.stage.index + 1 } };

    expect(await codeOf(bytes, { ...world.context, deployment: next })).toBe('approval-for-another-moment');
  });

  it('a rejection is verified like an approval', async () => {
    const world = anApprovalWorld();

    const approval = await verified(world, answerOf(world, { decision: 'reject', reason: 'not today' }));

    expect(approval).toMatchObject({ decision: 'reject', reason: 'not today' });
  });
});

describe('a recorded approval', () => {
  const record = async () => {
    const world = anApprovalWorld();
    const approval = must(await verifyApproval(goodBytes(world), world.context));
    const { trustList, demoTrust } = world.context;
    const context = {
      controlPlaneId: CONTROL_PLANE,
      planDigest: approval.planDigest,
      trustList,
      demoTrust,
      isDemo: false,
    };
    // As the journal gives it back.
    return { recorded: JSON.parse(JSON.stringify(approval)) as VerifiedApproval, context };
  };

  it('is checked again from its bundle and public keys alone', async () => {
    const { recorded, context } = await record();

    expect(recheckApproval(recorded, context)).toBeNull();
  });

  it('says nothing that was not signed', async () => {
    const { recorded, context } = await record();
    const { bundle: _, ...members } = recorded;

    for (const name of Object.keys(members)) {
      const altered = { ...recorded, [name]: 'altered' } as VerifiedApproval;
      expect(recheckApproval(altered, context), name).toMatchObject({ code: 'approval-misquoted' });
    }
    const extended = { ...recorded, more: 1 } as VerifiedApproval;
    expect(recheckApproval(extended, context)).toMatchObject({ code: 'approval-misquoted' });
    const later = { ...recorded, notAfter: recorded.notAfter + hours(1) } as VerifiedApproval;
    expect(recheckApproval(later, context)).toMatchObject({ code: 'approval-misquoted' });
  });

  it('is of this control plane, this plan and an enrolled key', async () => {
    const { recorded, context } = await record();
    const code = (changes: object) => recheckApproval(recorded, { ...context, ...changes })?.code;

    expect(code({ controlPlaneId: 'cp_other' })).toBe('approval-for-another-control-plane');
    expect(code({ planDigest: 'sha256:other' })).toBe('approval-for-another-plan');
    expect(code({ trustList: null })).toBe('approver-unknown');
    expect(code({ trustList: aTrustList(aKey()) })).toBe('approver-key-unknown');
  });

  it('has the signature it was given', async () => {
    const { recorded, context } = await record();
    const other = await record();
    const bundle = { ...(recorded.bundle as Bundle), signature: (other.recorded.bundle as Bundle).signature };

    const swapped = recheckApproval({ ...recorded, bundle }, context);
    const keyId = recorded.credentialId;
    const forged = { ...bundle, signature: { ...bundle.signature, keyId } };

    expect(swapped?.code).toBe('approver-key-of-another');
    expect(recheckApproval({ ...recorded, bundle: forged }, context)?.code).toBe('approval-signature-invalid');
    expect(recheckApproval({ ...recorded, bundle: null }, context)?.code).toBe('approval-malformed');
  });
});

it('only the verification makes a verified approval', () => {
  const root = fileURLToPath(new URL('../../src', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

  const makers = files.filter((name) => /__verified['"]?\s*:\s*true\s*,/.test(readFileSync(`${root}/${name}`, 'utf8')));

  expect(files.length).toBeGreaterThan(50);
  expect(makers.toSorted()).toEqual(['approval/act/verify.ts', 'approval/verify.ts']);
});
