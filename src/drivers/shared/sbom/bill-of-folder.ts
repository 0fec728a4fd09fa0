import type { BuildRequest } from '../packing/run-build.ts';
import { type BillOfMaterials, cycloneDx } from './cyclonedx.ts';
import { lockFileAbove, seenInFolder } from './folder-files.ts';
import { inventoryOf } from './inventory.ts';
import { lockedPackages } from './npm-packages.ts';
import type { Inventory } from './package.ts';

/** The bill of materials of a folder that is packed; none where the configuration asks for none. */
export async function billOfFolder(
  { spec, sourceDir, version }: BuildRequest,
  folder: string,
): Promise<{ readonly sbom?: BillOfMaterials }> {
  if (spec.sbom === undefined) return {};
  const inside = inventoryOf(await seenInFolder(folder));
  const inventory = inside.packages.length > 0 ? inside : await withLockAbove(inside, sourceDir, spec.path);
  return { sbom: cycloneDx({ name: spec.name, kind: spec.kind, version }, inventory) };
}

/** A folder without packages may be a bundle: then the lock file that it was built with says what may be in it. */
async function withLockAbove(inside: Inventory, sourceDir: string, path: string): Promise<Inventory> {
  const lock = await lockFileAbove(sourceDir, path.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '') || '.');
  const locked = lock === undefined ? undefined : lockedPackages(lock.bytes);
  if (lock === undefined || locked === undefined) return inside;
  return {
    ...inside,
    packages: [...new Map(locked.map((one) => [one.purl, one])).values()],
    covered: [`npm packages that ${lock.name} locks for the build; whether each is in what is shipped is not known`],
  };
}
