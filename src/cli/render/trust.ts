import type { TrustProposalView, TrustView } from '../../api/trust.ts';
import { planCode } from '../../approval/plan-code.ts';
import { personOf, type TrustedKey, type TrustList } from '../../approval/trust-list.ts';
import type { Digest } from '../../core/kernel/id.ts';
import { shortKey } from './key-name.ts';

/** Said wherever approvals of level A1 are given or counted. */
export const BANNER = 'This machine cannot stop a hostile program running as you: approvals are of level A1.';

/** The banner beside what people's approvals stand behind; nothing while nobody is enrolled, or where agents are kept out. */
export const levelLines = ({
  approvers,
  isolation,
}: {
  readonly approvers: readonly unknown[];
  readonly isolation: object | null;
}): readonly string[] => (approvers.length === 0 || isolation !== null ? [] : [BANNER]);

/** Who may sign, and what waits for signatures. */
export function trustLines({ list, fingerprint, proposals }: TrustView, isIsolated: boolean): readonly string[] {
  if (list === null || fingerprint === null) {
    return ['Nobody is enrolled: production is locked. Enrol: plimsoll approver add --key --name NAME'];
  }
  const active = new Set(list.keys.filter(({ revokedAt }) => revokedAt === null).map(({ person }) => person));
  const locked =
    active.size === 0 ? ['No key is active: production is locked. See: plimsoll approver recover --help'] : [];
  const signers = `${list.threshold} ${list.threshold === 1 ? 'signature changes' : 'signatures change'} it`;
  return [
    ...list.keys.map((key) => keyLine(list, key)),
    ...locked,
    `trust list version ${list.version} · ${signers}`,
    `fingerprint ${fingerprint}`,
    `            ${planCode(fingerprint as Digest)}`,
    ...proposals.flatMap((one) => ['', ...proposalLines(list, one)]),
    ...(isIsolated ? [] : ['', BANNER]),
  ];
}

function keyLine(list: TrustList, key: TrustedKey): string {
  const { person, kind, environments, custody, revokedAt } = key;
  const groups = personOf(list, person)?.groups ?? [];
  const facts = [
    kind === 'webauthn' ? 'passkey' : 'key',
    revokedAt === null ? 'active' : 'revoked',
    ...(groups.length === 0 ? [] : [groups.join(', ')]),
    ...(environments === null ? [] : [`only ${environments.join(', ')}`]),
    ...(custody === undefined ? [] : ['kept apart from agents']),
  ];
  return `${person}  ${key.id}  ${facts.join(' · ')}`;
}

/** One change that waits: what it does, who signed, and how to sign it. */
export function proposalLines(
  list: TrustList,
  { change, next, signed, needed, id }: TrustProposalView,
): readonly string[] {
  const own = change.kind === 'revoke' ? '; whoever it belongs to alone' : '';
  const by = signed.length === 0 ? 'nobody yet' : signed.join(', ');
  return [
    `waits for signatures: ${changeText(list, next, change)}`,
    `  signed by ${by} · ${needed} needed, of the approvers above${own}`,
    `  an approver runs: plimsoll approver sign ${shortKey(id)}`,
  ];
}

/** What a change does, in words. */
export function changeText(list: TrustList, next: TrustList, change: TrustProposalView['change']): string {
  if (change.kind === 'revoke') {
    const key = list.keys.find(({ id }) => id === change.keyId);
    return `${key?.person ?? 'somebody'} loses the key ${change.keyId}`;
  }
  const { person, groups, environments } = change.enrolment;
  const key = next.keys.find(({ id }) => !list.keys.some((one) => one.id === id));
  const isKnown = personOf(list, person) !== undefined;
  const what = key?.kind === 'webauthn' ? 'passkey' : 'key';
  const where = environments === null ? '' : `, only for ${environments.join(', ')}`;
  const as = isKnown
    ? `another ${what} of ${person}`
    : `${person}${groups.length === 0 ? '' : ` of ${groups.join(', ')}`} as a new approver, with the ${what}`;
  return `${as} ${key?.id ?? ''}${where}`;
}
