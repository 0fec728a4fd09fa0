import type { AnswerRequest, EnrolledApprover } from '../../../api/control-plane.ts';
import type { DeploymentView } from '../../../api/view.ts';
import type { ApprovalRequest } from '../../../approval/request.ts';
import { signWithPasskey } from '../../access/authenticator.ts';
import { challengeFor } from '../../access/binding.ts';
import { plane } from '../../data/plane.ts';
import type { Option } from './options.ts';
import { SHEET } from './words.ts';

/**
 * Has a passkey sign an answer to what is shown, and hands it in. What the control plane offers to sign is compared with what was
 * read, word by word, before the passkey sees it; and it takes the answer only while the question is still the one that was read.
 */
export async function signAnswer(
  request: ApprovalRequest,
  { decision }: Option,
  reason: string,
  { person, keyId, passkey }: EnrolledApprover,
): Promise<DeploymentView> {
  if (passkey === null) throw new Error(SHEET.noPasskey);
  const { checkpoint, deploymentId } = request.question;
  // Saying no takes one press; the record still needs a reason.
  const said = reason.trim() === '' && decision !== 'approve' ? SHEET.noReason : reason;
  const chosen: Omit<AnswerRequest, 'checkpoint'> = { decision, reason: said, approver: person, credentialId: keyId };
  const { statement } = await plane.challenge(deploymentId, { checkpoint, ...chosen });
  const challenge = await challengeFor(statement, request, chosen);
  const allowCredentials = [{ id: passkey.credentialId, type: 'public-key' as const }];
  const signature = await signWithPasskey({ challenge, rpId: passkey.rpId, allowCredentials });
  return plane.answer(deploymentId, { statement, signature });
}
