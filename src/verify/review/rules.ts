import { createHash } from 'node:crypto';
import type { Evidence, RollbackCertificate } from '../../core/deployment/evidence.ts';
import type { Opening } from '../../core/deployment/opening.ts';
import type { VerifiedApproval } from '../../core/guard/verified-approval.ts';
import { canonical } from '../../core/plan/canonical.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { CheckpointPolicy } from '../../core/unit/unit.ts';
import type { Calendar } from '../../core/window/window.ts';
import type { SlotFacts } from './slot-facts.ts';
import type { Broken } from './world.ts';

/*
 * The rules of production, worked out anew from what the record says. None of the engine's own rules is called here: a checker that
 * calls what it checks would repeat its mistakes.
 */

/** What a step towards production stands on, as the record has it at that place. */
export interface Grounds {
  readonly id: string;
  readonly opening: Opening;
  readonly plan: Plan;
  readonly planDigest: string;
  readonly evidence: Evidence;
  readonly certificate: RollbackCertificate;
  readonly approvals: readonly VerifiedApproval[];
  readonly calendar: Calendar;
  readonly slot: SlotFacts;
}

/** SHA-256 of the canonical text of a value. */
export const digestOf = (value: unknown): string =>
  `sha256:${createHash('sha256').update(canonical(value), 'utf8').digest('hex')}`;

/** R1: a passed staging validation of these very artifacts and this configuration, not too old. */
export function breakOfR1({ plan, evidence }: Grounds, at: number): Broken {
  const { release, requires, limits } = plan;
  if (!areDigests(evidence.artifactDigests, release.artifacts)) return 'R1: staging validated other artifacts';
  if (evidence.environment !== requires) return `R1: ${evidence.environment} was validated, not ${requires}`;
  if (evidence.configDigest !== release.configs[requires]?.digest) return 'R1: staging validated another configuration';
  const checks = evidence.checks.map(({ kind, passed }) => ({ kind, passed }));
  if (!checks.some(({ kind }) => kind === 'smoke')) return 'R1: staging was not smoke-tested';
  if (!checks.every(({ passed }) => passed)) return 'R1: a check on staging did not pass';
  return at - evidence.at > limits.evidenceMaxAge ? 'R1: the staging evidence was too old' : undefined;
}

/** R2: enough distinct people approved just this plan, and their approvals were still good, by its policy and by one in force. */
export function breakOfR2(grounds: Grounds, at: number, inForce?: CheckpointPolicy): Broken {
  const own = grounds.plan.policy.productionPromotion;
  return breakUnder(grounds, own, at) ?? (inForce === undefined ? undefined : breakUnder(grounds, inForce, at));
}

function breakUnder(grounds: Grounds, policy: CheckpointPolicy, at: number): Broken {
  const { id, opening, plan, planDigest, approvals, slot } = grounds;
  const levels = new Map<string, string>();
  for (const one of approvals) {
    if (one.checkpoint !== 'production-promotion' || one.decision !== 'approve') continue;
    if (one.deploymentId !== id || one.environment !== plan.environment || one.planDigest !== planDigest) continue;
    if (!one.approver.startsWith('person:') || one.notAfter < at) continue;
    if (one.kind === 'demo' && (!plan.demo || slot.servedForReal)) continue;
    if (unfitOf(one, policy) !== undefined || isSetApart(one, policy, opening)) continue;
    levels.set(one.approver, one.assurance);
  }
  // A3 is two people of A2, or attested keys alone.
  const isAlone = [...levels.values()].every((level) => level === 'A3');
  const needed = Math.max(1, policy.count, policy.requireAssurance === 'A3' && !isAlone ? 2 : 1);
  return levels.size >= needed ? undefined : `R2: ${levels.size} of ${needed} people had approved this plan`;
}

/** R3: no window was active, and it was known that none was. */
export function breakOfR3({ calendar }: Grounds, at: number): Broken {
  const active = calendar.intervals.find(({ from, to }) => from <= at && at < to);
  if (active !== undefined) return `R3: the blackout window ${active.name} was active`;
  const known = Math.min(calendar.knownUntil, calendar.staleAt ?? calendar.knownUntil);
  return at >= known ? 'R3: nobody knew whether a blackout window was active' : undefined;
}

/** R4: going back was rehearsed for just this candidate and this way back, lately, and what it goes back to was there. */
export function breakOfR4({ plan, certificate, slot }: Grounds, isPresent: boolean, at: number): Broken {
  const { release, rollbackTarget: target, environment, limits } = plan;
  if (certificate.candidate !== release.id || !areDigests(certificate.candidateDigests, release.artifacts)) {
    return 'R4: another release was rehearsed';
  }
  if (certificate.candidateConfig !== release.configs[environment]?.digest) {
    return 'R4: another configuration was rehearsed';
  }
  const isBack =
    target.kind === 'out-of-service'
      ? certificate.rollbackTo === null
      : certificate.rollbackTo === target.releaseId &&
        certificate.rollbackConfig === target.configDigest &&
        canonical(certificate.rollbackDigests) === canonical(target.artifactDigests);
  if (!isBack) return 'R4: the rehearsal went back to something else than the plan';
  if (at - certificate.at > limits.evidenceMaxAge) return 'R4: the rehearsal was too old';
  if (slot.stable !== (target.kind === 'out-of-service' ? null : target.releaseId)) {
    return 'R4: what served was not what a rollback would return to';
  }
  return isPresent ? undefined : 'R4: what a rollback returns to was not there';
}

/** R9: nobody else held the environment. */
export const breakOfR9 = ({ id, slot }: Grounds): Broken =>
  slot.holder === id ? undefined : `R9: ${slot.holder ?? 'nobody'} held the environment`;

/** Whether a policy names who signed. */
export const isNamed = (
  { kind, approver, groups }: Pick<VerifiedApproval, 'kind' | 'approver' | 'groups'>,
  { approvers }: Pick<CheckpointPolicy, 'approvers'>,
): boolean => kind === 'demo' || approvers.includes(approver) || groups.some((group) => approvers.includes(group));

const LEVELS = ['A0', 'A1', 'A2', 'A3'];

/** Whether a level proves as much as another. */
export const isAtLeast = (level: string, needed: string): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(needed);

/** Why a signature is none that a policy takes: of somebody it does not name, with another factor, or of too low a level. */
export function unfitOf(
  one: Pick<VerifiedApproval, 'kind' | 'approver' | 'groups' | 'assurance'>,
  policy: Pick<CheckpointPolicy, 'approvers' | 'factors' | 'requireAssurance'>,
): Broken {
  if (!isNamed(one, policy)) return `${one.approver} is not named`;
  if (one.kind === 'demo') return undefined;
  const factor = one.kind === 'webauthn' ? 'passkey' : 'key';
  if (policy.factors !== undefined && !policy.factors.includes(factor)) return `a ${factor} is not taken`;
  const needed = policy.requireAssurance === 'A3' ? 'A2' : (policy.requireAssurance ?? 'A1');
  return isAtLeast(one.assurance, needed)
    ? undefined
    : `${one.assurance} is less than ${policy.requireAssurance ?? needed}`;
}

/** Whether a policy keeps an approver from a deployment: they asked for it, nobody knows that they did not, or they may have written it. */
export function isSetApart(
  { approver, requester }: Pick<VerifiedApproval, 'approver' | 'requester'>,
  { separateFrom }: Pick<CheckpointPolicy, 'separateFrom'>,
  { requester: asked, authors }: Pick<Opening, 'requester' | 'authors'>,
): boolean {
  const isUnknown = asked.kind === 'local' || ('vouched' in asked && asked.vouched === 'os-account');
  const isAsker = requester === approver || `${asked.kind}:${asked.name}` === approver;
  return (
    (separateFrom.includes('requester') && (isUnknown || isAsker)) ||
    (separateFrom.includes('author') && authors.some((author) => mayBe(author, approver)))
  );
}

// By any part of how git names an author: the whole, the name, the address, what stands before its @.
function mayBe(author: string, person: string): boolean {
  const [name = '', ...rest] = author.normalize('NFKC').toLowerCase().split('<');
  const address = (rest.at(-1) ?? '').replace('>', '').trim();
  const whole = [name, ...rest.slice(0, -1)].join('<').trim();
  return [whole, address, address.split('@')[0]?.trim()].some(
    (one) => one !== undefined && one !== '' && (one === person || `person:${one}` === person),
  );
}

const areDigests = (digests: readonly string[], artifacts: Plan['release']['artifacts']): boolean =>
  digests.length === artifacts.length && artifacts.every(({ digest }, index) => digests[index] === digest);
