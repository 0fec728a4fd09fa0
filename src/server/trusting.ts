import type { TrustConsentRequest, TrustView } from '../api/trust.ts';
import { bundleBytes } from '../approval/bundle.ts';
import {
  changeId,
  nextTrustList,
  refuseChange,
  type TrustChange,
  verifyTrustConsent,
} from '../approval/trust-change.ts';
import { type TrustList, trustDigest } from '../approval/trust-list.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import type { Caller } from './caller.ts';
import { fingerprintOf, openProposals, type TrustProposal } from './enrolled.ts';
import type { ServiceParts } from './parts.ts';
import { refuseCopy } from './passkeys/refuse-copy.ts';
import { granted, refused } from './refused.ts';
import { voidUnspent } from './void-unspent.ts';

/** Anybody may propose a key, and nobody can make signing hard by proposing many. */
const MOST_PROPOSALS = 20;

const LIST = 'Look at what waits: plimsoll approver list';

/** Whom this control plane trusts, and what waits for signatures. */
export function trustView({ record, clock }: ServiceParts): TrustView {
  const { enrolled, controlPlaneId, trust: list } = record;
  return {
    controlPlaneId,
    list,
    fingerprint: fingerprintOf(enrolled),
    proposals: openProposals(enrolled, clock.wall()).flatMap(({ id, change, at, signatures }) => {
      const next = list === null ? null : nextTrustList(list, change, at);
      if (list === null || next === null || isRefusal(next)) return [];
      const signed = signatures.map(({ approver }) => approver);
      return [{ id, change, at, next, signed, needed: list.threshold }];
    }),
  };
}

/** Puts a change of the trust list before its approvers. It changes nothing before enough of them have signed it. */
export async function proposeChange(parts: ServiceParts, change: TrustChange, caller: Caller): Promise<void> {
  const { record, clock } = parts;
  const list = listOf(parts);
  const at = clock.wall();
  granted(nextTrustList(list, change, at));
  const open = openProposals(record.enrolled, at);
  // Asked for again it stays as it is: whoever signed it has not signed for nothing.
  if (open.some(({ id }) => id === changeId(change))) return;
  if (open.length >= MOST_PROPOSALS) {
    const message = `${open.length} changes of the trust list wait already`;
    throw refused(
      refuse('too-many-proposals', message, `${LIST}; one that nobody signs is forgotten after seven days`),
    );
  }
  await record.say({ type: 'TrustChangeProposed', change, at }, caller);
}

/** Proposes a change, in turn with everything else that is signed. */
export const propose = async (parts: ServiceParts, change: TrustChange, caller: Caller): Promise<TrustView> => {
  await parts.record.signsInTurn(() => proposeChange(parts, change, caller));
  return trustView(parts);
};

/** Takes one approver's signature under a proposed change. With enough of them the change is in force at once. */
export async function consentToTrust(
  parts: ServiceParts,
  { proposal: id, bundle }: TrustConsentRequest,
): Promise<TrustView> {
  const { record, clock } = parts;
  await record.signsInTurn(async () => {
    const list = listOf(parts);
    const at = clock.wall();
    const proposal = openProposals(record.enrolled, at).find((one) => one.id === id);
    if (proposal === undefined) throw refused(refuse('no-such-proposal', 'No such change waits for signatures', LIST));
    const next = granted(nextTrustList(list, proposal.change, proposal.at));
    const approver = granted(verifyTrustConsent(list, next, bundleBytes(bundle), at));
    refuseCopy(parts, bundle);
    const twice = refuseTwice(proposal, approver);
    if (twice !== null) throw refused(twice);
    const by: Caller = { principal: { kind: 'person', name: approver.replace(/^person:/, '') }, proof: 'signature' };
    const signatures = [...proposal.signatures, { approver, bundle }];
    const missing = refuseChange(
      list,
      next,
      signatures.map((one) => one.approver),
    );
    if (missing !== null) {
      if (missing.code !== 'trust-signatures-missing') throw refused(missing);
      await record.say({ type: 'TrustChangeSigned', proposal: id, signature: { approver, bundle } }, by);
      await parts.passkeys.signed(bundle, approver);
      return;
    }
    const adopted = { list: next, fingerprint: trustDigest(next), proposal: id, signatures };
    await record.say({ type: 'TrustListAdopted', ...adopted }, by);
    await parts.passkeys.signed(bundle, approver);
    await voidUnspent(parts, `a key that was approved with counts no longer: ${approver} changed the trust list`);
  });
  return trustView(parts);
}

const refuseTwice = ({ signatures }: TrustProposal, approver: string): Refusal | null =>
  signatures.some((one) => one.approver === approver)
    ? refuse('trust-signed-before', `${approver} has signed this change`, 'Another enrolled approver must sign it too')
    : null;

function listOf({ record }: ServiceParts): TrustList {
  if (record.trust !== null) return record.trust;
  const remedy = 'Enrol the first approver: plimsoll approver add --key --name NAME';
  throw refused(refuse('no-approver', 'Nobody is enrolled here: there is no list to change', remedy));
}
