import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { type Bundle, readStatement, signBundle } from './bundle.ts';
import { momentOf } from './fields.ts';
import type { ApprovalRequest } from './request.ts';
import type { SigningKey } from './signing-key.ts';
import { type Answer, buildStatement, statementText, WrittenStatement } from './statement.ts';

/**
 * Signs an answer, on the side of the person. The statement is built again from the values that were shown; one that the
 * control plane offers with any other content is not signed. Its terms are its own: nonce, times, and where its journal
 * stands by now, which is never before where it stood when the question was shown.
 */
export function signAnswer(
  request: ApprovalRequest,
  answer: Omit<Answer, 'approver' | 'credentialId'>,
  offered: string,
  key: SigningKey,
): Bundle | Refusal {
  const read = readStatement(offered, WrittenStatement);
  if (isRefusal(read)) return read;
  const { nonce, issuedAt, notAfter, logHead } = read.value.predicate;
  const terms = { nonce, issuedAt: momentOf(issuedAt), notAfter: momentOf(notAfter) };
  const asOffered = logHead.seq > request.logHead.seq ? { ...request, logHead } : request;
  const own = buildStatement(asOffered, { ...answer, approver: key.person, credentialId: key.keyId }, terms);
  return statementText(own) === canonical(read.value)
    ? signBundle(key, offered)
    : refuse(
        'statement-not-as-shown',
        'The control plane offers another statement to sign than the one that was shown',
        'Sign nothing. Look at the plan again, and find out who runs this control plane',
      );
}
