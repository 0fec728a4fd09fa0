import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../../test/api/control-plane.ts';
import type { TrustView } from '../api/trust.ts';
import { type Bundle, signBundle } from '../approval/bundle.ts';
import { requestEnrolment } from '../approval/enrolment.ts';
import { signAnswer } from '../approval/sign.ts';
import { SigningKey } from '../approval/signing-key.ts';
import { changeId, recheckTrust, type TrustChange, trustStatementText } from '../approval/trust-change.ts';
import { type TrustList, trustDigest } from '../approval/trust-list.ts';
import { isRefusal } from '../core/kernel/refusal.ts';
import { CONTROL_PLANE_STREAM } from '../engine/streams.ts';
import { ControlPlaneRecord } from './record.ts';
import { voidUnspent } from './void-unspent.ts';

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
});
afterEach(() => here.close());

const aKey = (name: string): SigningKey =>
  new SigningKey('ed25519', `person:${name}`, generateKeyPairSync('ed25519').privateKey);
const enrolmentOf = (key: SigningKey, groups: string[] = []) =>
  requestEnrolment(key, { controlPlaneId: here.parts.record.controlPlaneId, groups, environments: null });
const enrol = (key: SigningKey, groups: string[] = []) => here.plane.enrol(enrolmentOf(key, groups));

/** Signs the only change that waits. */
async function sign(...keys: readonly SigningKey[]): Promise<TrustView> {
  let view = await here.plane.trust();
  for (const key of keys) {
    const [proposal] = view.proposals;
    if (proposal === undefined) throw new Error('nothing waits for signatures');
    view = await here.plane.consentToTrust({ proposal: proposal.id, bundle: consentOf(key, proposal.next) });
  }
  return view;
}
const consentOf = (key: SigningKey, next: TrustList): Bundle =>
  signBundle(key, trustStatementText(next, key, '', here.clock.wall()));
const revoke = async (key: SigningKey, ...signers: readonly SigningKey[]): Promise<TrustView> => {
  await here.plane.proposeTrust({ kind: 'revoke', keyId: key.keyId });
  return sign(...signers);
};
const code = (code: string) => ({ problems: [{ code }] });

/** Ada, Bob and Cy, each let in by those before. */
async function three() {
  const [bob, cy] = [aKey('bob'), aKey('cy')] as const;
  await here.enrol();
  await enrol(bob);
  await sign(here.ada);
  await enrol(cy);
  await sign(bob);
  return { ada: here.ada, bob, cy };
}

describe('who may sign', () => {
  it('is the first who enrols, and the list has a fingerprint in the journal', async () => {
    const about = await here.enrol();
    const { list } = await here.plane.trust();
    const entry = (await here.journal.read(CONTROL_PLANE_STREAM)).find(({ type }) => type === 'TrustListAdopted');

    expect(about.fingerprint).toBe(trustDigest(list as TrustList));
    expect(entry?.body).toMatchObject({ fingerprint: about.fingerprint });
  });

  it('a later key counts for nothing until an approver has signed it', async () => {
    const bob = aKey('bob');
    await here.enrol();

    const about = await enrol(bob);
    expect(about.approvers.map(({ person }) => person)).toEqual(['person:ada']);
    expect((await here.plane.trust()).proposals).toMatchObject([{ signed: [], needed: 1 }]);

    const after = await sign(here.ada);
    expect(after.list?.keys.map(({ person }) => person)).toEqual(['person:ada', 'person:bob']);
    expect(after.proposals).toEqual([]);
  });

  it('a backup key of the same person waits just so', async () => {
    const backup = aKey('ada');
    await here.enrol();
    await enrol(backup);

    await expect(sign(backup)).rejects.toMatchObject(code('approver-unknown'));
    expect((await sign(here.ada)).list?.keys.map(({ id }) => id)).toEqual([here.ada.keyId, backup.keyId]);
  });

  it('from three on two persons must sign, and not one twice', async () => {
    const { ada, bob } = await three();
    await enrol(aKey('dan'));

    expect((await sign(ada)).proposals).toMatchObject([{ signed: ['person:ada'], needed: 2 }]);
    await expect(sign(ada)).rejects.toMatchObject(code('trust-signed-before'));
    expect((await sign(bob)).list?.persons.map(({ name }) => name)).toContain('person:dan');
  });

  it('an own key is revoked at once; another’s takes the threshold', async () => {
    const { ada, bob, cy } = await three();

    expect((await revoke(cy, ada)).list?.keys.filter(({ revokedAt }) => revokedAt !== null)).toEqual([]);
    expect((await sign(bob)).list?.keys.find(({ id }) => id === cy.keyId)?.revokedAt).not.toBeNull();
    expect((await revoke(ada, ada)).list?.keys.find(({ id }) => id === ada.keyId)?.revokedAt).not.toBeNull();
  });

  it('a signature for a list that was overtaken counts for nothing: it is asked for again', async () => {
    const { ada, bob, cy } = await three();
    await enrol(aKey('dan'));
    await sign(ada);
    const [before] = (await here.plane.trust()).proposals;
    // Another change comes first.
    const change: TrustChange = { kind: 'revoke', keyId: cy.keyId };
    await here.plane.proposeTrust(change);
    const other = (await here.plane.trust()).proposals.find(({ id }) => id === changeId(change));
    await here.plane.consentToTrust({ proposal: changeId(change), bundle: consentOf(cy, other?.next as TrustList) });

    const [after] = (await here.plane.trust()).proposals;
    expect(after).toMatchObject({ id: before?.id, signed: [], needed: 1 });
    const old = { proposal: before?.id ?? '', bundle: consentOf(bob, before?.next as TrustList) };
    await expect(here.plane.consentToTrust(old)).rejects.toMatchObject(code('trust-for-another-list'));
    expect((await sign(bob)).list?.persons.map(({ name }) => name)).toContain('person:dan');
  });

  it('keeps every version checkable: each follows on the one before, signed by enough of its approvers', async () => {
    const { ada, bob, cy } = await three();
    await revoke(cy, ada, bob);
    const adopted = (await here.journal.read(CONTROL_PLANE_STREAM))
      .filter(({ type }) => type === 'TrustListAdopted')
      .map(({ body }) => body as unknown as { list: TrustList; signatures?: { bundle: unknown }[] });

    expect(adopted).toHaveLength(4);
    for (const [at, { list, signatures = [] }] of adopted.entries()) {
      const before = adopted[at - 1]?.list;
      const bundles = signatures.map(({ bundle }) => bundle);
      if (before !== undefined) expect(recheckTrust(before, list, bundles)).toBeNull();
      if (before !== undefined)
        expect(recheckTrust(before, list, [])).toMatchObject({ code: 'trust-signatures-missing' });
    }
  });

  it('nothing of what waits is lost when the control plane starts again', async () => {
    await three();
    await enrol(aKey('dan'));
    await sign(here.ada);

    const again = await ControlPlaneRecord.read(here.journal, here.clock);

    expect(again.enrolled).toEqual(here.parts.record.enrolled);
    expect(again.enrolled.proposals).toMatchObject([{ signatures: [{ approver: 'person:ada' }] }]);
  });

  it('nobody makes signing hard by proposing many', async () => {
    await here.enrol();
    for (let n = 0; n < 20; n += 1) await enrol(aKey(`p${n}`));

    await expect(enrol(aKey('more'))).rejects.toMatchObject(code('too-many-proposals'));
    expect((await here.plane.trust()).proposals).toHaveLength(20);
  });
});

describe('what was approved with a key that counts no longer', () => {
  async function halfApproved(keys: Awaited<ReturnType<typeof three>>): Promise<string> {
    const { checkpoints } = here.unit.spec;
    const approvers = ['person:ada', 'person:bob', 'person:cy'];
    const productionPromotion = { ...checkpoints.productionPromotion, approvers, count: 2 };
    here.unit.spec = { ...here.unit.spec, checkpoints: { ...checkpoints, productionPromotion } };
    const { view } = await here.plane.open(REQUEST);
    await here.until(view.id, 'awaiting-approval');
    await approve(view.id, keys.cy);
    return view.id;
  }
  async function approve(id: string, key: SigningKey): Promise<void> {
    const answer = { decision: 'approve', reason: '' } as const;
    const request = await here.plane.sheet(id, 'production-promotion');
    const asked = {
      checkpoint: 'production-promotion',
      approver: key.person,
      credentialId: key.keyId,
      ...answer,
    } as const;
    const bundle = signAnswer(request, answer, (await here.plane.challenge(id, asked)).statement, key);
    if (isRefusal(bundle)) throw new Error(bundle.message);
    await here.plane.answer(id, bundle);
  }

  it('is void at once, and asked for again', async () => {
    const keys = await three();
    const id = await halfApproved(keys);
    expect((await here.plane.get(id)).approvals).toHaveLength(1);

    await revoke(keys.cy, keys.cy);

    expect((await here.plane.get(id)).approvals).toEqual([]);
    await approve(id, keys.ada);
    expect((await here.plane.get(id)).phase).toBe('awaiting-approval');
    await expect(approve(id, keys.cy)).rejects.toMatchObject(code('approver-key-revoked'));
    await approve(id, keys.bob);
    await here.until(id, 'rolling-out');
  });

  it('stays when another’s key goes', async () => {
    const keys = await three();
    const id = await halfApproved(keys);

    await revoke(keys.bob, keys.bob);

    expect((await here.plane.get(id)).approvals).toHaveLength(1);
  });

  it('is void after a reset too, from the next start on; nothing signed for the old name counts, and production is locked', async () => {
    const keys = await three();
    const id = await halfApproved(keys);
    const { record } = here.parts;
    const local = { principal: { kind: 'local', name: 'os/1000' }, proof: 'os-account' } as const;
    const previous = record.controlPlaneId;
    await record.say({ type: 'ControlPlaneReset', controlPlaneId: 'cp_new', previous, reason: 'all keys lost' }, local);

    await voidUnspent(here.parts, 'the trust list was reset');

    expect(await here.plane.trust()).toMatchObject({ list: null, proposals: [], controlPlaneId: 'cp_new' });
    expect((await here.plane.get(id)).approvals).toEqual([]);
    await expect(approve(id, keys.bob)).rejects.toMatchObject(code('approver-unknown'));
    await expect(here.plane.open({ ...REQUEST, reference: 'HEAD~1' })).rejects.toMatchObject(code('no-approver'));
    await here.enrol();
    await approve(id, here.ada);
    expect((await here.plane.get(id)).approvals).toHaveLength(1);
  });
});
