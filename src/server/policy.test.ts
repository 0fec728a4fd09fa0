import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../../test/api/control-plane.ts';
import { bundleBytes, signBundle } from '../approval/bundle.ts';
import { type PolicyQuestion, policyStatementText, verifyPolicyConsent } from '../approval/policy-change.ts';
import { SigningKey } from '../approval/signing-key.ts';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import type { UnitSpec } from '../core/unit/unit.ts';

const NEXT = { ...REQUEST, reference: '2'.repeat(40) };
const PLACE = { config: REQUEST.config, environment: 'production' };

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
  await here.enrol();
});
afterEach(() => here.close());

/** The first release, approved and serving: its policy is in force. */
async function serving(): Promise<void> {
  const { view } = await here.plane.open(REQUEST);
  await here.until(view.id, 'awaiting-approval');
  await here.approve(view.id);
  await here.until(view.id, 'completed');
}

const edit = (change: (spec: UnitSpec) => Partial<UnitSpec>): void => {
  here.unit.spec = { ...here.unit.spec, ...change(here.unit.spec) };
};
const withHealth = (healthTimeout: number) => (spec: UnitSpec) => ({
  rollback: { ...spec.rollback, healthTimeout: seconds(healthTimeout) },
});

async function question(): Promise<PolicyQuestion> {
  const { question } = await here.plane.policy(PLACE);
  if (question === null) throw new Error('there is nothing to sign');
  return question;
}
const sign = (of: PolicyQuestion, key = here.ada, at: Instant = here.clock.wall(), reason = 'the sale is over') =>
  here.plane.consentToPolicy({ ...PLACE, bundle: signBundle(key, policyStatementText(of, key, reason, at)) });
const refusedAs = (code: string) => ({ kind: 'refused', problems: [{ code, remedy: expect.stringMatching(/.{5}/) }] });

describe('the policy of an environment', () => {
  it('is none until the first deployment is approved, and then the one of its plan', async () => {
    expect(await here.plane.policy(PLACE)).toMatchObject({ inForce: null, changes: [], question: null });

    await serving();

    const { inForce, changes } = await here.plane.policy(PLACE);
    expect(inForce).toMatchObject({ version: 1, by: ['person:ada'], deployment: expect.stringMatching(/^dep_/) });
    expect(changes).toEqual([]);
  });

  it('is not looked at for an environment that is not there', async () => {
    await expect(here.plane.policy({ ...PLACE, environment: 'nowhere' })).rejects.toMatchObject({ kind: 'usage' });
  });

  it('keeps a weaker configuration from being planned or deployed, until an approver signs it', async () => {
    await serving();
    edit(withHealth(600));

    await expect(here.plane.plan(NEXT)).rejects.toMatchObject(refusedAs('policy-weakened'));
    await expect(here.plane.open(NEXT)).rejects.toMatchObject(refusedAs('policy-weakened'));
    expect(await here.plane.list()).toHaveLength(1);

    const after = await sign(await question());
    expect(after).toMatchObject({
      inForce: { version: 2, by: ['person:ada'], deployment: null },
      changes: [],
      question: null,
    });
    await expect(here.plane.open(NEXT)).resolves.toMatchObject({ attached: false });
  });

  it('is tightened by an approval, and the sheet and the report say so beforehand', async () => {
    await serving();
    edit(withHealth(30));
    const { view } = await here.plane.open(NEXT);
    await here.until(view.id, 'awaiting-approval');

    const sheet = await here.plane.sheet(view.id, 'production-promotion');
    expect(sheet.beside?.policy).toMatchObject({
      inForce: { version: 1 },
      changes: [{ path: 'rollback.health_timeout', before: '1m', after: '30s', direction: 'tightens' }],
    });
    const { markdown } = await here.plane.report(view.id, 'plan');
    expect(markdown).toContain(
      '### Policy\n\n- version 1 in force, signed by person:ada; this approval adopts version 2:',
    );
    expect(markdown).toContain('- rollback.health_timeout: 1m → 30s (tightens)');

    await here.approve(view.id);
    expect(here.slot().policy).toMatchObject({ version: 2, deployment: view.id });
  });

  it('says on the first sheet that its approval adopts the first', async () => {
    const { view } = await here.plane.open(REQUEST);
    await here.until(view.id, 'awaiting-approval');

    const sheet = await here.plane.sheet(view.id, 'production-promotion');
    expect(sheet.beside).toMatchObject({ policy: { inForce: null }, mayApprove: ['person:ada'], changedSince: [] });
  });

  it('survives a restart: what is in force is in the journal', async () => {
    await serving();
    edit(withHealth(600));
    await sign(await question());

    const entries = await here.journal.read('slot/checkout/production');
    expect(entries.filter(({ type }) => type.startsWith('Policy')).map(({ type }) => type)).toEqual([
      'PolicyAdopted',
      'PolicySigned',
      'PolicyAdopted',
    ]);
  });
});

describe('a signature under a change of policy', () => {
  beforeEach(async () => {
    await serving();
    edit(withHealth(600));
  });

  it('is refused for any other change than the one that the file proposes now', async () => {
    const of = await question();
    const otherNext = { ...of.next, targetTime: minutes(90) };

    await expect(sign({ ...of, next: otherNext })).rejects.toMatchObject(refusedAs('policy-not-as-shown'));
    await expect(sign({ ...of, previous: of.next })).rejects.toMatchObject(refusedAs('policy-not-as-shown'));
    await expect(sign({ ...of, version: 9 })).rejects.toMatchObject(refusedAs('policy-not-as-shown'));
    await expect(sign({ ...of, controlPlaneId: 'cp_other' })).rejects.toMatchObject(refusedAs('policy-not-as-shown'));
    edit(withHealth(900));
    await expect(sign(of)).rejects.toMatchObject(refusedAs('policy-not-as-shown'));
    expect(here.slot().policy?.version).toBe(1);
  });

  it('is refused when it is old, from the future, or of nobody who is enrolled', async () => {
    const of = await question();
    const eve = new SigningKey('ed25519', 'person:ada', generateKeyPairSync('ed25519').privateKey);
    const demo = new SigningKey('demo', 'person:ada', generateKeyPairSync('ed25519').privateKey);

    await expect(sign(of, eve)).rejects.toMatchObject(refusedAs('approver-unknown'));
    await expect(sign(of, demo)).rejects.toMatchObject(refusedAs('approver-unknown'));
    const now = here.clock.wall();
    await expect(sign(of, here.ada, later(now, minutes(2)))).rejects.toMatchObject(
      refusedAs('policy-signature-expired'),
    );
    await expect(sign(of, here.ada, later(now, minutes(-16)))).rejects.toMatchObject(
      refusedAs('policy-signature-expired'),
    );
    expect(here.slot().policy?.version).toBe(1);
  });

  it('is refused of a factor that the policy in force does not take: a key cannot let keys in', async () => {
    const of = await question();
    const { checkpoints } = of.previous;
    const productionPromotion = { ...checkpoints.productionPromotion, factors: ['passkey'] as const };
    const strict = { ...of, previous: { ...of.previous, checkpoints: { ...checkpoints, productionPromotion } } };
    const trust = { trustList: here.parts.record.trust, demoTrust: null, isolation: null };
    const at = here.clock.wall();
    const bytes = (one: PolicyQuestion) =>
      bundleBytes(signBundle(here.ada, policyStatementText(one, here.ada, 'x', at)));

    expect(verifyPolicyConsent(bytes(strict), strict, trust, at)).toMatchObject({ code: 'approval-factor-refused' });
    expect(verifyPolicyConsent(bytes(of), of, trust, at)).toMatchObject({ approver: 'person:ada' });
  });

  it('is refused when its bytes are not what was signed', async () => {
    const of = await question();
    const bundle = signBundle(here.ada, policyStatementText(of, here.ada, 'x', here.clock.wall()));
    const swapped = { ...bundle, statement: policyStatementText(of, here.ada, 'another reason', here.clock.wall()) };

    await expect(here.plane.consentToPolicy({ ...PLACE, bundle: swapped })).rejects.toMatchObject(
      refusedAs('approval-signature-invalid'),
    );
  });

  it('counts once: handed in again it is refused, also when the change is taken back and proposed anew', async () => {
    const of = await question();
    const bundle = signBundle(here.ada, policyStatementText(of, here.ada, 'x', here.clock.wall()));
    await here.plane.consentToPolicy({ ...PLACE, bundle });
    await expect(here.plane.consentToPolicy({ ...PLACE, bundle })).rejects.toMatchObject(refusedAs('policy-unchanged'));

    edit(withHealth(60));
    await sign(await question());
    edit(withHealth(600));
    await expect(here.plane.consentToPolicy({ ...PLACE, bundle })).rejects.toMatchObject(
      refusedAs('policy-not-as-shown'),
    );
  });

  it('is refused on the wire when it is malformed', async () => {
    const bundle = {
      statement: '{}',
      signature: { kind: 'ed25519', keyId: here.ada.keyId, signature: `${'A'.repeat(86)}` },
    } as const;

    await expect(here.plane.consentToPolicy({ ...PLACE, bundle })).rejects.toMatchObject(
      refusedAs('approval-malformed'),
    );
  });
});
