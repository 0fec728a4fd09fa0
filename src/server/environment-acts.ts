import type { ActAnswerRequest, EnvironmentPlace, EnvironmentView } from '../api/environments.ts';
import type { Seen } from '../api/seen.ts';
import { type ActContext, type ActRequest, sinceOf } from '../approval/act/request.ts';
import { verifyAct } from '../approval/act/verify.ts';
import { type Bundle, bundleBytes } from '../approval/bundle.ts';
import type { Challenge } from '../approval/challenge.ts';
import type { SlotCommand } from '../core/environment/command.ts';
import type { Slot } from '../core/environment/slot.ts';
import type { EnvironmentAct, VerifiedAct } from '../core/guard/verified-act.ts';
import { type Refusal, refuse } from '../core/kernel/refusal.ts';
import { slotStream } from '../engine/streams.ts';
import { adoptedView, adoptionSheet, nameAdopted } from './adoption.ts';
import type { Caller } from './caller.ts';
import { environmentView, placeNamed } from './environments.ts';
import { isolationNow } from './isolation.ts';
import type { ServiceParts } from './parts.ts';
import { granted } from './refused.ts';
import { grantedAsSeen, requireSeen } from './seen.ts';
import { signersOf } from './signers-of.ts';

/** Keeps everything forward out of an environment. No signature is needed: it is the safe direction. */
export async function holdEnvironment(
  parts: ServiceParts,
  place: EnvironmentPlace,
  reason: string,
  { principal, proof }: Caller,
  seen?: Seen,
): Promise<EnvironmentView> {
  const { unit, environment } = placeNamed(parts, place);
  const command = { type: 'HoldEnvironment', reason, at: parts.clock.wall(), principal } as const;
  const asked = { unit, environment: environment.name, command, proof, ...(seen === undefined ? {} : { seen }) };
  await grantedAsSeen(parts, slotStream(unit, environment.name), seen, await parts.engine.submitToSlot(asked));
  return environmentView(parts, place);
}

/** What an act would answer now, with everything that is put before the person who signs it. */
export async function actSheet(parts: ServiceParts, place: EnvironmentPlace, act: EnvironmentAct): Promise<ActRequest> {
  if (act === 'adopt') return adoptionSheet(parts, place);
  const { spec, environment } = placeNamed(parts, place);
  // What is accepted is what is there at this moment, not what was there at the last look.
  if (act === 'accept-drift') await parts.engine.lookForDrift(spec.name, environment.name);
  const slot = parts.store.slot(spec.name, environment.name);
  const { seq, hash } = await parts.journal.head();
  return {
    schema: 'plimsoll.act-request/1',
    controlPlaneId: parts.record.controlPlaneId,
    logHead: { seq, hash },
    unit: spec.name,
    environment: environment.name,
    context: granted(contextOf(slot, act)),
    stable: slot.stable,
    ...signersOf(slot, spec),
    demo: environment.demo && !slot.servedForReal,
  };
}

function contextOf(
  { personHold, hold, drift, environment }: Slot,
  act: Exclude<EnvironmentAct, 'adopt'>,
): ActContext | Refusal {
  const look = `Look at it: plimsoll environment show ${environment}`;
  if (act === 'accept-drift') {
    if (drift === null) return refuse('no-drift', `${environment} is as recorded`, look);
    return drift.acceptedBy === null
      ? { act, drift }
      : refuse('drift-accepted', `${drift.acceptedBy} has accepted it before`, look);
  }
  if (personHold !== null) return { act, hold: personHold };
  return hold === null
    ? refuse('environment-not-held', `Nobody holds ${environment}`, look)
    : refuse(
        'environment-not-held',
        `${environment} is on hold since the rollback of ${hold.deployment}, and nobody else holds it`,
        `An approver answers it: plimsoll decide ${hold.deployment} close --root-cause TEXT`,
      );
}

/** A statement with a fresh nonce, for one act of one approver. */
export async function actChallenge(
  parts: ServiceParts,
  place: EnvironmentPlace,
  { act, reason, approver, credentialId }: ActAnswerRequest,
): Promise<Challenge> {
  const request = await actSheet(parts, place, act);
  return granted(parts.acts.issue(request, { reason, approver, credentialId }, now(parts)));
}

/** Verifies a signed act and decides on it; the nonce is spent in the same transaction. */
export async function actOn(
  parts: ServiceParts,
  place: EnvironmentPlace,
  act: EnvironmentAct,
  bundle: Bundle,
  seen?: Seen,
): Promise<EnvironmentView> {
  const { version } = parts.store.versionedSlot(place.unit, place.environment);
  await requireSeen(parts, slotStream(place.unit, place.environment), version, seen);
  const { record, acts, journal, engine, passkeys } = parts;
  const present = await actSheet(parts, place, act);
  const verified = granted(
    await verifyAct(bundleBytes(bundle), {
      present,
      trustList: record.trust,
      demoTrust: record.demoTrust,
      isolation: await isolationNow(parts),
      now: now(parts),
      findNonce: (nonce) => acts.find(nonce),
      counterOf: (keyId) => passkeys.counterOf(keyId),
      chainHashAt: async (seq) => (await journal.readAll(seq - 1, 1))[0]?.hash,
    }),
  );
  const { unit, environment } = present;
  // Named before it is recorded: killed in between, nothing is, and it is adopted again.
  if (act === 'adopt') await nameAdopted(parts, place);
  const command = commandFor(verified, present, parts);
  granted(await engine.submitToSlot({ unit, environment, command, proof: 'signature', spendNonce: verified.nonce }));
  acts.spend(verified.nonce);
  await passkeys.signed(bundle, verified.approver);
  // What was accepted is put right at once, where the engine can.
  if (act === 'accept-drift') await engine.lookForDrift(unit, environment);
  return act === 'adopt' ? adoptedView(parts, place) : environmentView(parts, place);
}

// The person who signed is who acts, whoever carried the signature here.
function commandFor(act: VerifiedAct, present: ActRequest, { clock }: ServiceParts): SlotCommand {
  const principal = { kind: 'person', name: act.approver.replace(/^person:/, '') } as const;
  const { approvers, demo, context } = present;
  const signed = { act, since: sinceOf(context), approvers, demo, at: clock.wall(), principal };
  if (context.act === 'adopt') return { type: 'AdoptRelease', stable: context.proposal, ...signed };
  const type = act.act === 'release' ? 'ReleaseEnvironment' : 'AcceptDrift';
  return { type, ...signed };
}

const now = ({ clock }: ServiceParts) => ({ wall: clock.wall(), steady: clock.steady() });
