import { isRefusal, type Refusal, refuse } from '../../core/kernel/refusal.ts';
import { canonical } from '../../core/plan/canonical.ts';
import { type Bundle, readStatement, signBundle } from '../bundle.ts';
import { momentOf } from '../fields.ts';
import type { SigningKey } from '../signing-key.ts';
import type { ActRequest } from './request.ts';
import { ActStatement, actText, buildAct } from './statement.ts';

/** Signs an act, on the side of the person: only the statement that follows from what was shown is signed. */
export function signAct(request: ActRequest, reason: string, offered: string, key: SigningKey): Bundle | Refusal {
  const read = readStatement(offered, ActStatement);
  if (isRefusal(read)) return read;
  const { nonce, issuedAt, notAfter, logHead } = read.value.predicate;
  const terms = { nonce, issuedAt: momentOf(issuedAt), notAfter: momentOf(notAfter) };
  const asOffered = logHead.seq > request.logHead.seq ? { ...request, logHead } : request;
  const own = buildAct(asOffered, { reason, approver: key.person, credentialId: key.keyId }, terms);
  return actText(own) === canonical(read.value)
    ? signBundle(key, offered)
    : refuse(
        'statement-not-as-shown',
        'The control plane offers another statement to sign than the one that was shown',
        'Sign nothing. Look at the environment again, and find out who runs this control plane',
      );
}
