import type { Bundle } from '../../approval/bundle.ts';
import { refuseCopied } from '../../approval/signature.ts';
import type { ServiceParts } from '../parts.ts';
import { refused } from '../refused.ts';

/** Refuses a copy of a passkey: whatever it signed, it counts what the other has counted. Asked once the signature was found good. */
export function refuseCopy({ passkeys }: Pick<ServiceParts, 'passkeys'>, bundle: Bundle): void {
  const copied = refuseCopied(bundle, (keyId) => passkeys.counterOf(keyId));
  if (copied !== null) throw refused(copied);
}
