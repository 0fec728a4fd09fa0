import { describe, expect, it } from 'vitest';
import { bundleBytes } from '../../src/approval/bundle.ts';
import { requestEnrolment, withKey, withoutKey } from '../../src/approval/enrolment.ts';
import { recheckApproval, type VerificationContext, verifyApproval } from '../../src/approval/verify.ts';
import { counterOf } from '../../src/approval/webauthn/assertion.ts';
import { challengeOf } from '../../src/approval/webauthn/challenge.ts';
import { passkeyIdOf } from '../../src/approval/webauthn/passkey.ts';
import type { VerifiedApproval } from '../../src/core/guard/verified-approval.ts';
import { anOpening, aRelease, aUnitSpec, aVerdict, NOON } from '../../src/testing/builders.ts';
import { journeyOf } from '../../src/testing/journey.ts';
import {
  type Otherwise,
  type PasskeyAlgorithm,
  SoftwareAuthenticator,
} from '../../src/testing/software-authenticator.ts';
import {
  aKey,
  anApprovalWorld,
  answerOf,
  aTrustList,
  aWaitingDeployment,
  CONTROL_PLANE,
  must,
  withPlanDigest,
} from './approval-world.ts';
import { aPasskeyList, aPasskeyWorld, offeredTo, passkeyBytes, passkeyEnrolment, signedBy } from './passkey-world.ts';

const codeOf = async (bytes: Uint8Array, context: VerificationContext): Promise<unknown> =>
  ((await verifyApproval(bytes, context)) as { code?: unknown }).code;

describe('an approval by passkey', () => {
  it.each<PasskeyAlgorithm>(['ES256', 'EdDSA'])('counts, signed with %s', async (algorithm) => {
    const world = aPasskeyWorld({ passkey: new SoftwareAuthenticator({ algorithm }) });

    const approval = await verifyApproval(passkeyBytes(world), world.context);

    expect(approval).toMatchObject({
      __verified: true,
      kind: 'webauthn',
      approver: 'person:ada',
      decision: 'approve',
      assurance: 'A1',
      credentialId: passkeyIdOf(world.passkey.credentialId),
    });
  });

  it.each<[string, Otherwise, string]>([
    ['for making a passkey', { type: 'webauthn.create' }, 'passkey-type-wrong'],
    ['on another port of this machine', { origin: 'http://localhost:3000' }, 'passkey-origin-wrong'],
    ['with encryption where there was none', { origin: 'https://localhost:7311' }, 'passkey-origin-wrong'],
    ['on a longer name', { origin: 'http://localhost:7311.example' }, 'passkey-origin-wrong'],
    ['on the address of this machine', { origin: 'http://127.0.0.1:7311' }, 'passkey-origin-wrong'],
    ['in a page of somebody else', { crossOrigin: true }, 'passkey-cross-origin'],
    ['below a page of somebody else', { topOrigin: 'https://shop.example' }, 'passkey-cross-origin'],
    ['for another site', { rpId: 'example.org' }, 'passkey-rp-wrong'],
    ['without a touch', { isUserPresent: false }, 'passkey-user-absent'],
    ['without knowing who touched it', { isUserVerified: false }, 'passkey-user-unverified'],
  ])('is refused when it was used %s', async (_how, otherwise, code) => {
    const world = aPasskeyWorld();
    const statement = offeredTo(world);
    const honest = bundleBytes(signedBy(world.passkey, statement));

    expect(await codeOf(bundleBytes(signedBy(world.passkey, statement, otherwise)), world.context)).toBe(code);
    expect(await codeOf(honest, world.context)).toBeUndefined();
  });

  it('is refused for another challenge: another plan, another nonce, another statement', async () => {
    const world = aPasskeyWorld();
    const [statement, other] = [offeredTo(world), offeredTo(world)];
    const elsewhere = world.passkey.assert(challengeOf(other));

    const crossed = bundleBytes({ statement, signature: { kind: 'webauthn', ...elsewhere } });

    expect(await codeOf(crossed, world.context)).toBe('passkey-challenge-wrong');
    expect(await codeOf(bundleBytes(signedBy(world.passkey, statement)), world.context)).toBeUndefined();
  });

  it('is refused when any byte of what was signed is another', async () => {
    const world = aPasskeyWorld();
    const good = signedBy(world.passkey, offeredTo(world));
    const changed = (field: 'authenticatorData' | 'clientDataJSON' | 'signature', at: number) => {
      const signature = good.signature as Extract<typeof good.signature, { kind: 'webauthn' }>;
      const bytes = Buffer.from(signature[field], 'base64url');
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bundleBytes({ ...good, signature: { ...signature, [field]: bytes.toString('base64url') } });
    };

    for (const field of ['authenticatorData', 'clientDataJSON', 'signature'] as const) {
      for (let at = 0; at < 70; at += 1) {
        if (field === 'authenticatorData' && at > 36) continue;
        expect(await codeOf(changed(field, at), world.context), `${field} ${at}`).toBeTypeOf('string');
      }
    }
    expect(await codeOf(bundleBytes(good), world.context)).toBeUndefined();
  });

  it('is refused by a passkey that nobody enrolled, that another enrolled, or that was revoked', async () => {
    const world = aPasskeyWorld();
    const stranger = new SoftwareAuthenticator();
    const bytes = passkeyBytes(world);
    const list = world.context.trustList ?? aPasskeyList(world.passkey);
    const id = passkeyIdOf(world.passkey.credentialId);

    expect(await codeOf(passkeyBytes({ ...world, passkey: stranger }), world.context)).toBe('approver-key-unknown');
    const ofBob = { ...world.context, trustList: aPasskeyList(world.passkey, 'person:bob') };
    expect(await codeOf(bytes, ofBob)).toBe('approver-unknown');
    const revoked = { ...world.context, trustList: must(withoutKey(list, id, NOON)) };
    expect(await codeOf(bytes, revoked)).toBe('approver-key-revoked');
    expect(await codeOf(bytes, world.context)).toBeUndefined();
  });

  it('is refused when a passkey signs under the credential id of another', async () => {
    const world = aPasskeyWorld();
    const statement = offeredTo(world);
    const thief = new SoftwareAuthenticator();
    const stolen = { ...thief.assert(challengeOf(statement)), credentialId: world.passkey.credentialId };

    const bytes = bundleBytes({ statement, signature: { kind: 'webauthn', ...stolen } });

    expect(await codeOf(bytes, world.context)).toBe('approval-signature-invalid');
  });

  it('is refused a second time, and when its nonce was never given out', async () => {
    const world = aPasskeyWorld();
    const bundle = signedBy(world.passkey, offeredTo(world));
    const bytes = bundleBytes(bundle);
    expect(await codeOf(bytes, world.context)).toBeUndefined();

    const { nonce } = JSON.parse(bundle.statement).predicate;
    world.book.spend(nonce);

    expect(await codeOf(bytes, world.context)).toBe('approval-nonce-spent');
    expect(await codeOf(bytes, { ...world.context, findNonce: () => undefined })).toBe('approval-nonce-unknown');
  });

  it('does not answer another checkpoint, though the same passkey may', async () => {
    const release = aRelease('b');
    const begun = journeyOf(anOpening('dep_1', release), release).upTo('rolling-out');
    const rolling = withPlanDigest(begun.world.deployment);
    if (rolling.phase !== 'rolling-out') throw new Error('not rolling out');
    const asked = { openedAt: begun.at, deadline: begun.at, verdict: aVerdict('ambiguous', begun.at) };
    const deployment = { ...rolling, checkpoint: asked };
    const world = aPasskeyWorld({ deployment });
    const waiting = aPasskeyWorld({ passkey: world.passkey, deployment: aWaitingDeployment() });

    const approved = passkeyBytes(waiting);
    const proceeded = bundleBytes(
      signedBy(world.passkey, offeredTo(world, { decision: 'proceed', reason: 'seen' }, 'ambiguous-metrics')),
    );

    expect(await codeOf(approved, world.context)).toBe('approval-not-pending');
    expect(await codeOf(proceeded, world.context)).toBeUndefined();
  });

  it('is not taken for a signature of another kind', async () => {
    const world = aPasskeyWorld();
    const terminal = aKey();
    const statement = offeredTo(world);
    const both = must(
      withKey(
        world.context.trustList ?? aPasskeyList(world.passkey),
        requestEnrolment(terminal, { controlPlaneId: CONTROL_PLANE, groups: [], environments: null }),
        NOON,
      ),
    );
    const asKey = {
      statement,
      signature: {
        kind: 'ed25519' as const,
        keyId: passkeyIdOf(world.passkey.credentialId),
        signature: 'A'.repeat(86),
      },
    };

    expect(await codeOf(bundleBytes(asKey), { ...world.context, trustList: both })).toBe('approval-signature-invalid');
  });

  it('is refused by a counter that did not rise, unless the passkey does not count', async () => {
    const counting = aPasskeyWorld({ passkey: new SoftwareAuthenticator({ counter: 'rising' }) });
    const bundle = signedBy(counting.passkey, offeredTo(counting));
    const counted = bundle.signature.kind === 'webauthn' ? counterOf(bundle.signature) : 0;
    const afterCounting = (last: number) => codeOf(bundleBytes(bundle), { ...counting.context, counterOf: () => last });
    const still = aPasskeyWorld();

    expect(counted).toBeGreaterThan(1);
    expect(await afterCounting(counted)).toBe('passkey-counter-fell');
    expect(await afterCounting(counted + 1)).toBe('passkey-counter-fell');
    expect(await afterCounting(counted - 1)).toBeUndefined();
    expect(await codeOf(passkeyBytes(still), { ...still.context, counterOf: () => 0 })).toBeUndefined();
    expect(await codeOf(passkeyBytes(still), { ...still.context, counterOf: () => 3 })).toBe('passkey-counter-fell');
  });

  it('is refused where the plan takes keys of terminals alone, and the other way round', async () => {
    const governed = (factors: readonly ('passkey' | 'key')[]) => {
      const { checkpoints } = aUnitSpec();
      const productionPromotion = { ...checkpoints.productionPromotion, factors };
      return aWaitingDeployment({ spec: aUnitSpec({ checkpoints: { ...checkpoints, productionPromotion } }) });
    };
    const answered = (factors: readonly ('passkey' | 'key')[]) => {
      const world = aPasskeyWorld({ deployment: governed(factors) });
      return codeOf(passkeyBytes(world), world.context);
    };
    const key = aKey();
    const byKey = anApprovalWorld({ key, trustList: aTrustList(key), deployment: governed(['passkey']) });

    expect(await answered(['key'])).toBe('approval-factor-refused');
    expect(await answered(['passkey'])).toBeUndefined();
    expect(await codeOf(bundleBytes(answerOf(byKey)), byKey.context)).toBe('approval-factor-refused');
  });

  it('is checked again offline, from the record and the list alone', async () => {
    const world = aPasskeyWorld();
    const approval = (await verifyApproval(passkeyBytes(world), world.context)) as VerifiedApproval;
    const { controlPlaneId, trustList } = world.context;
    const recorded = { controlPlaneId, planDigest: approval.planDigest, trustList, demoTrust: null, isDemo: false };
    const other = { ...recorded, trustList: aPasskeyList(new SoftwareAuthenticator()) };

    expect(recheckApproval(approval, recorded)).toBeNull();
    expect(recheckApproval(approval, other)).toMatchObject({ code: 'approver-key-unknown' });
    expect(recheckApproval({ ...approval, decision: 'reject' }, recorded)).toMatchObject({
      code: 'approval-misquoted',
    });
  });
});

describe('the enrolment of a passkey', () => {
  const list = () => aPasskeyList(new SoftwareAuthenticator());

  it.each<[string, Otherwise, string]>([
    ['without knowing who held it', { isUserVerified: false }, 'passkey-user-unverified'],
    ['on another page', { origin: 'http://localhost:9' }, 'passkey-origin-wrong'],
    ['for another site', { rpId: 'example.org' }, 'passkey-rp-wrong'],
  ])('is refused when it was shown %s', (_how, otherwise, code) => {
    const passkey = new SoftwareAuthenticator();

    expect(withKey(list(), passkeyEnrolment(passkey, 'person:bob', otherwise), NOON)).toMatchObject({ code });
    expect(withKey(list(), passkeyEnrolment(passkey, 'person:bob'), NOON)).toMatchObject({ version: 2 });
  });

  it('is refused for whoever does not hold the passkey, or says more than it signed', () => {
    const passkey = new SoftwareAuthenticator();
    const own = passkeyEnrolment(passkey, 'person:bob');
    const thief = passkeyEnrolment(new SoftwareAuthenticator(), 'person:bob');
    const stolen = { ...thief, possession: own.possession } as typeof own;

    expect(withKey(list(), stolen, NOON)).toMatchObject({ code: 'passkey-signature-malformed' });
    const more = { ...own, groups: ['group:root'] } as typeof own;
    expect(withKey(list(), more, NOON)).toMatchObject({ code: 'passkey-challenge-wrong' });
    const renamed = { ...own, person: 'person:eve' } as typeof own;
    expect(withKey(list(), renamed, NOON)).toMatchObject({ code: 'passkey-challenge-wrong' });
  });

  it('counts a passkey once', () => {
    const passkey = new SoftwareAuthenticator();
    const first = aPasskeyList(passkey);

    expect(withKey(first, passkeyEnrolment(passkey), NOON)).toMatchObject({ code: 'key-enrolled-before' });
  });
});
