import type { ControlPlane } from '../../api/control-plane.ts';
import type { EnvironmentPlace } from '../../api/environments.ts';
import type { PolicyRequest } from '../../api/policy.ts';
import { ProblemError } from '../../api/problem.ts';
import { signAct } from '../../approval/act/sign.ts';
import { signBundle } from '../../approval/bundle.ts';
import { createDemoKey, demoTrustOf } from '../../approval/demo-key.ts';
import { policyStatementText } from '../../approval/policy-change.ts';
import { signAnswer } from '../../approval/sign.ts';
import type { SigningKey } from '../../approval/signing-key.ts';
import type { EnvironmentAct } from '../../core/guard/verified-act.ts';
import type { Checkpoint, VerifiedApproval } from '../../core/guard/verified-approval.ts';
import type { Instant } from '../../core/kernel/instant.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';

/** The labelled demo approver: a key that lives in this process, and counts only where `demo: true` stands. */
export class DemoApprover {
  readonly #key: SigningKey = createDemoKey();

  /** Enrols it at a control plane of demo environments. */
  async enrol(plane: ControlPlane, config: string): Promise<void> {
    await plane.enrolDemo(config, demoTrustOf(this.#key));
  }

  /** Signs the change of policy that a configuration proposes, where it proposes one. */
  async adopt(plane: ControlPlane, request: PolicyRequest, at: Instant): Promise<void> {
    const { question } = await plane.policy(request);
    if (question === null) return;
    const statement = policyStatementText(question, this.#key, 'the demo goes on', at);
    await plane.consentToPolicy({ ...request, bundle: signBundle(this.#key, statement) });
  }

  /** Signs an act on an environment, through the same door as a person. */
  async act(plane: ControlPlane, place: EnvironmentPlace, act: EnvironmentAct, reason: string): Promise<void> {
    const request = await plane.actSheet(place, act);
    const asked = { act, reason, approver: this.#key.person, credentialId: this.#key.keyId };
    const challenge = await plane.actChallenge(place, asked);
    const bundle = signAct(request, reason, challenge.statement, this.#key);
    if (isRefusal(bundle)) throw new ProblemError('refused', [bundle]);
    await plane.act(place, act, bundle);
  }

  /** Signs an answer to an open checkpoint, through the same door as a person. */
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
    if (isRefusal(bundle)) throw new ProblemError('refused', [bundle]);
    await plane.answer(id, bundle);
  }
}
