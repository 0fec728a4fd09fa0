import type { ControlPlane } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import { createDemoKey, demoTrustOf } from '../../approval/demo-key.ts';
import { signAnswer } from '../../approval/sign.ts';
import type { SigningKey } from '../../approval/signing-key.ts';
import type { Checkpoint, VerifiedApproval } from '../../core/guard/verified-approval.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';

/** The labelled demo approver: a key that lives in this process, and counts only where `demo: true` stands. */
export class DemoApprover {
  readonly #key: SigningKey = createDemoKey();

  /** Enrols it at a control plane of demo environments. */
  async enrol(plane: ControlPlane, config: string): Promise<void> {
    await plane.enrolDemo(config, demoTrustOf(this.#key));
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
