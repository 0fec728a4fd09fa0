import { DemoTrust } from '../approval/demo-key.ts';
import { type Enrolment, firstTrustList } from '../approval/enrolment.ts';
import { trustDigest } from '../approval/trust-list.ts';
import { refuse } from '../core/kernel/refusal.ts';
import type { Caller } from './caller.ts';
import type { ServiceParts } from './parts.ts';
import { refuseForeignSite } from './passkeys/site.ts';
import { granted, problem, refused } from './refused.ts';
import { proposeChange } from './trusting.ts';

/**
 * Enrols the first approver, which unlocks production. That way in closes with it: a later key waits until enough approvers
 * of the present list have signed it.
 */
export async function enrol(parts: ServiceParts, enrolment: Enrolment, caller: Caller): Promise<void> {
  const { record, clock, passkeys } = parts;
  const foreign = refuseForeignSite(parts, enrolment);
  if (foreign !== null) throw refused(foreign);
  await record.signsInTurn(async () => {
    if (record.trust !== null) return proposeChange(parts, { kind: 'enrol', enrolment }, caller);
    const list = granted(firstTrustList(null, record.controlPlaneId, enrolment, clock.wall()));
    await record.say({ type: 'TrustListAdopted', list, fingerprint: trustDigest(list) }, caller);
    // It has signed once to get here: a copy made before counts less from now on.
    if ('passkey' in enrolment) await passkeys.used(enrolment.possession, enrolment.person);
  });
}

/** Enrols the labelled demo approver, where every environment of the configuration is a demo. */
export async function enrolDemoApprover(
  parts: ServiceParts,
  config: string,
  trust: unknown,
  caller: Caller,
): Promise<void> {
  const spec = await parts.loadUnit(config);
  if (!Object.values(spec.environments).every((environment) => environment.demo)) {
    const remedy = 'Enrol a person: plimsoll approver add --key --name NAME';
    throw refused(refuse('demo-approver-refused', 'Not every environment of this unit is marked `demo: true`', remedy));
  }
  if (parts.record.trust !== null || parts.record.demoTrust !== null) {
    const remedy = 'Use the approver who is enrolled';
    throw refused(refuse('enrolment-closed', 'Somebody is enrolled here already', remedy));
  }
  const read = DemoTrust.safeParse(trust);
  if (!read.success) {
    throw problem('usage', {
      code: 'enrolment-malformed',
      message: 'That is no demo approver',
      remedy: 'Start the demo: plimsoll demo',
    });
  }
  await parts.record.say({ type: 'DemoApproverEnrolled', trust: read.data }, caller);
}
