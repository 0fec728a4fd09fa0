import { generateKeyPairSync } from 'node:crypto';
import type { ControlPlane } from '../../../src/api/control-plane.ts';
import type { EnvironmentPlace } from '../../../src/api/environments.ts';
import type { PolicyRequest } from '../../../src/api/policy.ts';
import { signAct } from '../../../src/approval/act/sign.ts';
import { signBundle } from '../../../src/approval/bundle.ts';
import { requestEnrolment } from '../../../src/approval/enrolment.ts';
import { policyStatementText } from '../../../src/approval/policy-change.ts';
import { signAnswer } from '../../../src/approval/sign.ts';
import { SigningKey } from '../../../src/approval/signing-key.ts';
import type { EnvironmentAct } from '../../../src/core/guard/verified-act.ts';
import type { Checkpoint, VerifiedApproval } from '../../../src/core/guard/verified-approval.ts';
import type { Instant } from '../../../src/core/kernel/instant.ts';
import { isRefusal } from '../../../src/core/kernel/refusal.ts';

/** A person with an approver key, as a terminal would sign for them: for environments that are no demo. */
export class KeyApprover {
  readonly #key: SigningKey;

  constructor(name = 'owner') {
    this.#key = new SigningKey('ed25519', `person:${name}`, generateKeyPairSync('ed25519').privateKey);
  }

  /** Enrols the key; the first one needs nobody's signature. */
  async enrol(plane: ControlPlane): Promise<void> {
    const { controlPlaneId } = await plane.trust();
    await plane.enrol(requestEnrolment(this.#key, { controlPlaneId, groups: [], environments: null }));
  }

  /** Signs the change of policy that a configuration proposes, where it proposes one. */
  async adopt(plane: ControlPlane, request: PolicyRequest, at: Instant): Promise<void> {
    const { question } = await plane.policy(request);
    if (question === null) return;
    const statement = policyStatementText(question, this.#key, 'the test goes on', at);
    await plane.consentToPolicy({ ...request, bundle: signBundle(this.#key, statement) });
  }

  /** Signs an answer to an open checkpoint. */
  async answer(
    plane: ControlPlane,
    id: string,
    checkpoint: Checkpoint,
    decision: VerifiedApproval['decision'],
    reason: string,
  ): Promise<void> {
    const asked = { checkpoint, decision, reason, approver: this.#key.person, credentialId: this.#key.keyId };
    const request = await plane.sheet(id, checkpoint);
    const challenge = await plane.challenge(id, asked);
    const bundle = signAnswer(request, { decision, reason }, challenge.statement, this.#key);
    if (isRefusal(bundle)) throw new Error(bundle.message);
    await plane.answer(id, bundle);
  }

  /** Signs an act on an environment. */
  async act(plane: ControlPlane, place: EnvironmentPlace, act: EnvironmentAct, reason: string): Promise<void> {
    const request = await plane.actSheet(place, act);
    const asked = { act, reason, approver: this.#key.person, credentialId: this.#key.keyId };
    const challenge = await plane.actChallenge(place, asked);
    const bundle = signAct(request, reason, challenge.statement, this.#key);
    if (isRefusal(bundle)) throw new Error(bundle.message);
    await plane.act(place, act, bundle);
  }
}
