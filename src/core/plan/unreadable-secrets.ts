import { type Refusal, refuse } from '../kernel/refusal.ts';
import { secretReferenceText } from '../unit/secret-reference.ts';
import type { UnitSpec } from '../unit/unit.ts';

/** Refuses a unit of which a secret could not be read: its instances could not start, and the plan could not say which value is meant. */
export function refuseUnreadableSecrets({ environments }: UnitSpec): Refusal | null {
  for (const { name, target } of Object.values(environments)) {
    for (const [variable, value] of Object.entries(target.env)) {
      if (typeof value === 'string' || value.version !== null) continue;
      const reference = secretReferenceText(value.secret);
      return refuse(
        'secret-unreadable',
        `${variable} of ${name} is read from ${reference}, and the control plane finds nothing there`,
        value.secret.from === 'env'
          ? `Set ${value.secret.name} where the control plane starts: plimsoll down, then plimsoll serve`
          : `Give the account of the control plane the file ${value.secret.name}`,
      );
    }
  }
  return null;
}
