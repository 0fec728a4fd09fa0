import { canonical } from '../../../core/plan/canonical.ts';
import type { ArtifactKind } from '../../../core/unit/artifact.ts';
import { digestOfBytes, hexOf } from '../hash-file.ts';
import type { Inventory, ShippedPackage } from './package.ts';

/** A bill of materials as it is kept: its text, and how many components it lists. */
export interface BillOfMaterials {
  readonly text: string;
  readonly components: number;
}

/**
 * The bill of materials of an artifact in CycloneDX 1.6. It has no date and no chance in it: same packages, same bytes. It calls
 * itself incomplete, and says what it covers and what it does not.
 */
export function cycloneDx(
  { name, kind, version }: { readonly name: string; readonly kind: ArtifactKind; readonly version: string },
  inventory: Inventory,
): BillOfMaterials {
  const { packages, system } = inventory;
  const root = `artifact:${name}`;
  const components = [
    ...(system === undefined ? [] : [systemComponent(system)]),
    ...[...packages].sort((one, other) => (one.purl < other.purl ? -1 : 1)).map(component),
  ];
  const property = (property: string) => (value: string) => ({ name: `plimsoll:${property}`, value });
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: 'plimsoll' }] },
      component: { type: kind === 'container' ? 'container' : 'application', 'bom-ref': root, name, version },
      properties: [...inventory.covered.map(property('covered')), ...inventory.uncovered.map(property('not-covered'))],
    },
    components,
    compositions: [{ aggregate: 'incomplete', assemblies: [root] }],
  };
  const text = canonical({ ...bill, serialNumber: serialOf(canonical(bill)) });
  return { text: `${text}\n`, components: components.length };
}

function component({ purl, name, group, version, license, sha512, scope }: ShippedPackage) {
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group === undefined ? {} : { group }),
    ...{ name, version, purl },
    ...(scope === undefined ? {} : { scope }),
    ...(sha512 === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: sha512 }] }),
    // By name and not by an identifier of SPDX: what somebody wrote need not be one.
    ...(license === undefined || license === ''
      ? {}
      : { licenses: [{ license: { name: license.toWellFormed().slice(0, 200), acknowledgement: 'declared' } }] }),
  };
}

const systemComponent = ({ name, version }: { readonly name: string; readonly version: string }) => ({
  ...{ type: 'operating-system', 'bom-ref': `system:${name}`, name },
  ...(version === '' ? {} : { version }),
});

/** A name for these very contents, in the form of a UUID of one's own making (version 8). */
function serialOf(text: string): string {
  const hex = hexOf(digestOfBytes(text));
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${groups.join('-')}`;
}
