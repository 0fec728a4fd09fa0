import type { EnvironmentPlace } from '../api/environments.ts';
import type { PolicyConsentRequest, PolicyRequest, PolicyView } from '../api/policy.ts';
import { bundleBytes } from '../approval/bundle.ts';
import { policyDigest, verifyPolicyConsent } from '../approval/policy-change.ts';
import type { Slot } from '../core/environment/slot.ts';
import { refuse } from '../core/kernel/refusal.ts';
import { refuseUnadopted, versionAfter } from '../core/plan/policy/adopt.ts';
import { neededFor } from '../core/plan/policy/adopted.ts';
import { type Protection, protectionOf } from '../core/plan/policy/protection.ts';
import { policyStanding } from '../core/plan/policy/standing.ts';
import { environmentNamed } from './environment-named.ts';
import { placeNamed, placesOf } from './environments.ts';
import { isolationNow } from './isolation.ts';
import type { ServiceParts } from './parts.ts';
import { refuseCopy } from './passkeys/refuse-copy.ts';
import { granted, refused } from './refused.ts';

/** What protects an environment now, and what would take its place. Read-only. */
export async function policyView(parts: ServiceParts, request: PolicyRequest): Promise<PolicyView> {
  const { proposed, slot } = await lookUp(parts, request);
  return viewOf(parts, proposed, slot);
}

/** Every change of policy that somebody signed and that waits for others. */
export const policiesWaiting = (parts: ServiceParts): readonly PolicyView[] =>
  placesOf(parts).flatMap(({ unit, environment }) => {
    const slot = parts.store.slot(unit, environment.name);
    return slot.proposal === null ? [] : [viewOf(parts, slot.proposal.protection, slot)];
  });

/** Takes one person's signature under the change as it is proposed at this moment. */
export async function consentToPolicy(parts: ServiceParts, request: PolicyConsentRequest): Promise<PolicyView> {
  const { record, clock, engine, store } = parts;
  const { proposed, slot } = await lookUp(parts, request);
  const { question } = viewOf(parts, proposed, slot);
  if (slot.policy === null) throw refused(refuseUnadopted(slot.environment));
  if (question === null) {
    throw refused(refuse('policy-unchanged', 'The adopted policy says the same', 'There is nothing to adopt'));
  }
  if (record.trust === null && record.demoTrust === null) {
    const remedy = 'Enrol one: plimsoll approver add --key --name NAME';
    throw refused(refuse('no-approver', 'Nobody is enrolled who could sign a change of policy', remedy));
  }
  const at = clock.wall();
  const signature = granted(
    verifyPolicyConsent(
      bundleBytes(request.bundle),
      question,
      { trustList: record.trust, demoTrust: record.demoTrust, isolation: await isolationNow(parts) },
      at,
    ),
  );
  refuseCopy(parts, request.bundle);
  const { unit, environment } = slot;
  const principal = { kind: 'person', name: signature.approver.replace(/^person:/, '') } as const;
  const digest = policyDigest(proposed);
  const consent = { protection: proposed, digest, version: question.version, signature, at };
  granted(
    await engine.submitToSlot({
      ...{ unit, environment, proof: 'signature' },
      command: { type: 'SignPolicy', ...consent, principal },
    }),
  );
  await parts.passkeys.signed(request.bundle, signature.approver);
  return viewOf(parts, proposed, store.slot(unit, environment));
}

async function lookUp(parts: ServiceParts, request: PolicyRequest) {
  if ('unit' in request) return waitingAt(parts, request);
  const { config, environment } = request;
  const spec = await parts.loadUnit(config);
  const { name } = environmentNamed(spec, environment);
  return { proposed: protectionOf(spec, name), slot: parts.store.slot(spec.name, name) };
}

function waitingAt(parts: ServiceParts, place: EnvironmentPlace) {
  const { unit, environment } = placeNamed(parts, place);
  const slot = parts.store.slot(unit, environment.name);
  if (slot.proposal !== null) return { proposed: slot.proposal.protection, slot };
  const message = `No change of policy waits for signatures in ${environment.name}`;
  throw refused(
    refuse('no-policy-waiting', message, `See what a file proposes: plimsoll policy diff -e ${environment.name}`),
  );
}

function viewOf({ record }: ServiceParts, proposed: Protection, slot: Slot): PolicyView {
  const { policy, proposal } = slot;
  const { changes } = policyStanding(slot, proposed);
  const digest = policyDigest(proposed);
  const version = versionAfter(slot);
  const isProposed = proposal?.digest === digest && proposal.version === version;
  return {
    unit: slot.unit,
    environment: slot.environment,
    inForce:
      policy === null
        ? null
        : {
            protection: policy.protection,
            digest: policyDigest(policy.protection),
            version: policy.version,
            by: policy.by,
            deployment: policy.deployment,
            since: new Date(policy.since).toISOString(),
          },
    proposed: { protection: proposed, digest },
    changes,
    approvers: policy?.protection.checkpoints.productionPromotion.approvers ?? [],
    needed: policy === null ? 0 : neededFor(policy),
    signed: isProposed ? proposal.signatures.map(({ approver }) => approver) : [],
    question:
      policy === null || changes.length === 0
        ? null
        : { controlPlaneId: record.controlPlaneId, previous: policy.protection, next: proposed, version },
  };
}
