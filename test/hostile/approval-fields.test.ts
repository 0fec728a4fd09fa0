import { describe, expect, it } from 'vitest';
import { bundleBytes } from '../../src/approval/bundle.ts';
import type { Now } from '../../src/approval/challenge.ts';
import { createDemoKey, demoTrustOf } from '../../src/approval/demo-key.ts';
import type { WrittenStatement } from '../../src/approval/statement.ts';
import { verifyApproval } from '../../src/approval/verify.ts';
import type { Deployment } from '../../src/core/deployment/state.ts';
import { hours, milliseconds, minutes } from '../../src/core/kernel/duration.ts';
import { later } from '../../src/core/kernel/instant.ts';
import { aDigest, NOON } from '../../src/testing/builders.ts';
import {
  aKey,
  anApprovalWorld,
  answerOf,
  askedFor,
  aWaitingDeployment,
  goodBytes,
  LOG_HEAD,
  must,
  statementOf,
} from './approval-world.ts';

type Change = (statement: WrittenStatement) => WrittenStatement;

const code = (answer: unknown): unknown => (answer as { code?: unknown }).code;
const B = 'b'.repeat(64);
const C = 'c'.repeat(64);
const top =
  (changes: Partial<WrittenStatement>): Change =>
  (statement) => ({ ...statement, ...changes });
const predicate =
  (changes: Partial<WrittenStatement['predicate']>): Change =>
  (statement) => ({ ...statement, predicate: { ...statement.predicate, ...changes } });

describe('a signed answer', () => {
  it('is verified when everything is in order', async () => {
    const world = anApprovalWorld();
    const bundle = answerOf(world, { reason: 'release notes read' });

    const approval = must(await verifyApproval(bundleBytes(bundle), world.context));

    const { planDigest } = world.context.deployment as { planDigest: string };
    expect(approval).toMatchObject({
      checkpoint: 'production-promotion',
      decision: 'approve',
      deploymentId: 'dep_1',
      environment: 'production',
      planDigest,
      approver: 'person:ada',
      kind: 'ed25519',
      assurance: 'A1',
      credentialId: world.key.keyId,
      reason: 'release notes read',
      requester: 'local:os/1000',
      issuedAt: NOON,
      notAfter: later(NOON, hours(24)),
      bundle,
    });
  });

  // Each is signed by the enrolled key, and asked for by this control plane: only the named rule stands in its way.
  const changes: readonly (readonly [string, Change, string])[] = [
    ['_type', top({ _type: 'https://in-toto.io/Statement/v2' }), 'approval-unknown-type'],
    ['predicateType', top({ predicateType: 'urn:plimsoll:trust:v1' }), 'approval-unknown-type'],
    ['checkpoint', predicate({ checkpoint: 'production' }), 'approval-unknown-type'],
    ['decision', predicate({ decision: 'proceed' }), 'approval-for-another-question'],
    ['decision without a reason', predicate({ decision: 'reject', reason: ' ' }), 'approval-reason-missing'],
    ['controlPlaneId', predicate({ controlPlaneId: 'cp_other' }), 'approval-for-another-control-plane'],
    ['deploymentId', predicate({ deploymentId: 'dep_2' }), 'approval-for-another-deployment'],
    ['environment', predicate({ environment: 'staging' }), 'approval-for-another-environment'],
    [
      'an answer to a checkpoint that is not open',
      predicate({ checkpoint: 'after-rollback', decision: 'resolve', reason: 'r' }),
      'approval-not-pending',
    ],
    ['logHead.hash', predicate({ logHead: { ...LOG_HEAD, hash: aDigest('8') } }), 'approval-log-head-unknown'],
    ['logHead.seq', predicate({ logHead: { ...LOG_HEAD, seq: 4183 } }), 'approval-log-head-unknown'],
    ['issuedAt', predicate({ issuedAt: '2026-11-20T12:06:00.001Z' }), 'approval-from-the-future'],
    ['notAfter passed', predicate({ notAfter: '2026-11-20T12:04:59.999Z' }), 'approval-expired'],
    ['notAfter too far', predicate({ notAfter: '2026-11-23T12:00:00.001Z' }), 'approval-span-too-long'],
    ['approver', predicate({ approver: 'person:eve' }), 'approver-unknown'],
    ['credentialId', predicate({ credentialId: aDigest('5') }), 'approver-key-of-another'],
    ['planDigest', predicate({ planDigest: aDigest('5') }), 'approval-for-another-plan'],
    ['stagingReportDigest', predicate({ stagingReportDigest: aDigest('5') }), 'approval-for-other-evidence'],
    ['rollbackPlanDigest', predicate({ rollbackPlanDigest: aDigest('5') }), 'approval-for-another-rollback'],
    ['policyDigest', predicate({ policyDigest: aDigest('5') }), 'approval-for-another-policy'],
    ['contextDigest', predicate({ contextDigest: aDigest('5') }), 'approval-for-another-moment'],
    ['subject.name', top({ subject: [{ name: 'other', digest: { sha256: B } }] }), 'approval-for-other-artifacts'],
    ['subject.digest', top({ subject: [{ name: 'app', digest: { sha256: C } }] }), 'approval-for-other-artifacts'],
    ['subject more', (s) => ({ ...s, subject: [...s.subject, ...s.subject] }), 'approval-for-other-artifacts'],
    ['requester', predicate({ requester: 'person:bob' }), 'approval-for-another-requester'],
    ['agentOwner', predicate({ agentOwner: 'person:bob' }), 'approval-for-another-requester'],
    ['authors', predicate({ authors: ['Bob'] }), 'approval-for-another-requester'],
  ];

  it.each(changes)('with another %s is refused by its own rule', async (_, change, expected) => {
    const world = anApprovalWorld();
    const changed = change(statementOf(answerOf(world)));

    const asked = askedFor(world, changed);

    expect(code(await verifyApproval(asked.bytes, asked.context))).toBe(expected);
  });

  it('is verified after no change at all, so that the changes are what is refused', async () => {
    const world = anApprovalWorld();

    const asked = askedFor(world, statementOf(answerOf(world)));

    expect(code(await verifyApproval(asked.bytes, asked.context))).toBeUndefined();
  });

  it.each(changes)('with another %s is refused too when only the unchanged one was asked for', async (_, change) => {
    const world = anApprovalWorld();
    const changed = change(statementOf(answerOf(world)));

    const { bytes } = askedFor(world, changed);

    expect(code(await verifyApproval(bytes, world.context))).toMatch(/^(approval|approver)-/);
  });

  it('with another reason is not the one that was asked for', async () => {
    const world = anApprovalWorld();
    const changed = predicate({ reason: 'something else' })(statementOf(answerOf(world)));

    const { bytes } = askedFor(world, changed);

    expect(code(await verifyApproval(bytes, world.context))).toBe('approval-nonce-for-another-statement');
  });

  it('for a stored plan that is not the one that was sealed is refused', async () => {
    const sealed = aWaitingDeployment();
    const world = anApprovalWorld({ deployment: { ...sealed, planDigest: aDigest('a') } as Deployment });

    expect(code(await verifyApproval(goodBytes(world), world.context))).toBe('approval-for-another-plan');
  });

  it('with a nonce from elsewhere is refused', async () => {
    const bytes = goodBytes(anApprovalWorld());
    const world = anApprovalWorld();

    expect(code(await verifyApproval(bytes, world.context))).toBe('approval-nonce-unknown');
  });
});

describe('the signature', () => {
  const signatureOf = (world = anApprovalWorld()) => ({ world, bundle: answerOf(world) });
  const verify = async ({ world, bundle }: ReturnType<typeof signatureOf>, changes: object) => {
    const signature = { ...bundle.signature, ...changes };
    return code(await verifyApproval(bundleBytes({ ...bundle, signature }), world.context));
  };

  it('must fit the statement', async () => {
    const signed = signatureOf();
    const first = signed.bundle.signature.signature[0] === 'A' ? 'B' : 'A';

    expect(await verify(signed, {})).toBeUndefined();
    const changed = first + signed.bundle.signature.signature.slice(1);
    expect(await verify(signed, { signature: changed })).toBe('approval-signature-invalid');
  });

  it('of another key is refused, whichever key it names', async () => {
    const signed = signatureOf();
    const other = aKey();
    const signature = other.sign('application/vnd.in-toto+json', signed.bundle.statement);

    expect(await verify(signed, { signature })).toBe('approval-signature-invalid');
    expect(await verify(signed, { signature, keyId: other.keyId })).toBe('approver-key-of-another');
  });

  it('over the same bytes for another purpose is refused', async () => {
    const signed = signatureOf();
    const signature = signed.world.key.sign('application/vnd.plimsoll.enrolment+json', signed.bundle.statement);

    expect(await verify(signed, { signature })).toBe('approval-signature-invalid');
  });

  it('of an enrolled key does not become a demo signature, nor the other way round', async () => {
    expect(await verify(signatureOf(), { kind: 'demo' })).toBe('demo-approver-refused');

    const key = createDemoKey();
    const deployment = aWaitingDeployment();
    const demo = anApprovalWorld({ key, deployment, demoTrust: demoTrustOf(key), trustList: null });
    expect(await verify(signatureOf(demo), { kind: 'ed25519' })).toBe('approver-unknown');
  });
});

describe('time', () => {
  it.each<[string, Now]>([
    ['wall clock', { wall: later(NOON, milliseconds(hours(24) + 1)), steady: 0 }],
    ['steady clock, though the wall clock was set back', { wall: NOON, steady: hours(24) + 1 }],
  ])('runs out by the %s', async (_, now) => {
    const world = anApprovalWorld();

    const bytes = goodBytes(world);

    expect(code(await verifyApproval(bytes, { ...world.context, now }))).toBe('approval-expired');
  });

  it('has not run out at its last moment', async () => {
    const world = anApprovalWorld();
    const now = { wall: later(NOON, hours(24)), steady: hours(24) };

    const bytes = goodBytes(world);

    expect(code(await verifyApproval(bytes, { ...world.context, now }))).toBeUndefined();
  });

  it('takes no approval from more than a minute ahead', async () => {
    const world = anApprovalWorld();
    const bytes = goodBytes(world);
    const at = (early: number) =>
      verifyApproval(bytes, { ...world.context, now: { wall: later(NOON, milliseconds(-early)), steady: 0 } });

    expect(code(await at(minutes(1)))).toBeUndefined();
    expect(code(await at(minutes(1) + 1))).toBe('approval-from-the-future');
  });
});

describe('a replay', () => {
  it('is refused once the nonce is spent', async () => {
    const world = anApprovalWorld();
    const bytes = goodBytes(world);
    expect(code(await verifyApproval(bytes, world.context))).toBeUndefined();

    world.book.spend(statementOf(JSON.parse(bytes.toString())).predicate.nonce);

    expect(code(await verifyApproval(bytes, world.context))).toBe('approval-nonce-spent');
  });

  it('is refused after a restart of the control plane', async () => {
    const world = anApprovalWorld();
    const bytes = goodBytes(world);

    const restarted = { ...world.context, findNonce: anApprovalWorld().context.findNonce };

    expect(code(await verifyApproval(bytes, restarted))).toBe('approval-nonce-unknown');
  });

  it('is refused in a restored journal, even where the nonce is known', async () => {
    const world = anApprovalWorld();
    const bytes = goodBytes(world);

    const restored = { ...world.context, chainHashAt: async () => aDigest('9') };

    expect(code(await verifyApproval(bytes, restored))).toBe('approval-log-head-unknown');
  });

  it('is refused when the same checkpoint opens again', async () => {
    const world = anApprovalWorld();
    const bytes = goodBytes(world);
    const { deployment } = world.context;
    if (deployment.phase !== 'awaiting-approval') throw new Error('not waiting');

    const again = { ...deployment, askedAt: later(deployment.askedAt, minutes(1)) };

    expect(code(await verifyApproval(bytes, { ...world.context, deployment: again }))).toBe(
      'approval-for-another-moment',
    );
  });
});
