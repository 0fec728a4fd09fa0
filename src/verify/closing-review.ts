import { canonical } from '../core/plan/canonical.ts';
import type { Tip } from '../journal/chain.ts';
import { isClosingSignedBy, type SignedClosing } from '../journal/closing.ts';
import { readHead } from '../journal/heads/note.ts';
import type { Review } from './review/review.ts';
import { altered, incomplete, type Unsound } from './verdict.ts';

/** What is wrong with the last line of a deployment's record: its signature, its head, and all that it repeats of the entries. */
export function refuseClosing(signed: SignedClosing, tip: Tip, review: Review): Unsound | undefined {
  const { closing } = signed;
  const head = readHead(String(closing.head));
  if (head === undefined) return altered(tip.seq, 'the head in its last line cannot be read');
  if (head.seq > tip.seq) return incomplete(tip.seq, `its head is ${head.seq}, its last entry ${tip.seq}`);
  if (head.seq < tip.seq) return altered(head.seq + 1, 'entries follow the one that its head names');
  const odd = review.outsideHead(closing.head, tip);
  if (odd !== undefined) return altered(tip.seq, `its last line: ${odd.why}`);
  if (!review.headKeys.some((key) => isClosingSignedBy(signed, key))) {
    return altered(tip.seq, 'its last line is not signed by the control plane');
  }
  const found = review.deployment(closing.deployment);
  const { controlPlaneId, trust } = review.proven();
  const own = {
    ...{ schema: closing.schema, controlPlaneId, deployment: found?.id, head: closing.head },
    ...{ keys: review.keysAdopted, trust, approvals: found?.approvals ?? [] },
    ...{ planDigest: found?.planDigest || null, reports: closing.reports },
  };
  return canonical(own) === canonical(closing)
    ? undefined
    : altered(tip.seq, 'its last line says otherwise than its entries');
}
