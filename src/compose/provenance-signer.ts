import {
  findProvenance,
  type Packager,
  publicKeyOf,
  publicKeyPem,
  signProvenance,
} from '../approval/evidence/provenance.ts';
import { DriverError } from '../ports/driver-error.ts';
import type { ProvenanceSigner } from '../ports/entry-evidence.ts';

export type { Packager };

/** Signs and checks provenance with the key of this control plane. Without one, as where sites are only stopped, it refuses to. */
export function provenanceSigner(packager: Packager | null): ProvenanceSigner {
  const mine = (): Packager => {
    if (packager !== null) return packager;
    throw new DriverError('There is no key of a control plane here to sign provenance with', { retryable: false });
  };
  return {
    sign: (packaged) => signProvenance(packaged, mine()),
    publicKey: () => publicKeyPem(mine().key),
    find: (envelopes, expected) => {
      const { key, controlPlaneId } = mine();
      return findProvenance(envelopes, expected, { key: publicKeyOf(key), controlPlaneId });
    },
  };
}
