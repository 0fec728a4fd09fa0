import { join } from 'node:path';
import { canonical } from '../core/plan/canonical.ts';
import type { RegistrySpec } from '../core/unit/registry.ts';
import { localRegistry } from '../drivers/registry/local/index.ts';
import { localStatements } from '../drivers/registry/local/statements.ts';
import { ociRegistry } from '../drivers/registry/oci/index.ts';
import { ociStatements } from '../drivers/registry/oci/statements.ts';
import type { StatementStore } from '../ports/entry-evidence.ts';
import type { ImagePlace, Registry } from '../ports/registry.ts';
import type { Layout } from './layout.ts';

/** Where the artifacts of one unit are, with what is attached to them. */
interface Store {
  readonly registry: Registry;
  readonly statements: StatementStore;
}

/** The registries of this machine's units. */
export interface Registries {
  /** The store that a configuration of a unit names. What an earlier one stored elsewhere is found too, for it has the same digest. */
  of(unit: string, spec: RegistrySpec): Store;
  /** Unpacks an artifact of a unit from wherever any of its configurations had it stored. */
  materialize(unit: string, digest: string, signal: AbortSignal): Promise<string>;
  /** Where an engine may have an image of a unit from: the registry that was named last first. */
  images(unit: string, digest: string): readonly ImagePlace[];
}

const LOCAL: RegistrySpec = { type: 'local' };

/** Makes the stores that configurations name, each once. */
export function registriesOn(layout: Pick<Layout, 'root' | 'registry'>): Registries {
  const made = new Map<string, Store>();
  const named = new Map<string, Map<string, Store>>();

  const make = (spec: RegistrySpec): Store => {
    if (spec.type === 'local') {
      const dir = layout.registry;
      return { registry: localRegistry({ dir }), statements: localStatements({ dir }) };
    }
    const dir = join(layout.root, 'pulled');
    return { registry: ociRegistry(spec, { dir }), statements: ociStatements(spec, { dir }) };
  };
  const storeOf = (spec: RegistrySpec): Store => {
    const key = canonical(spec);
    const known = made.get(key) ?? make(spec);
    made.set(key, known);
    return known;
  };
  const storesOf = (unit: string): ReadonlyMap<string, Store> =>
    named.get(unit) ?? new Map([[canonical(LOCAL), storeOf(LOCAL)]]);

  return {
    of: (unit, spec) => {
      const own = storeOf(spec);
      // The one that was named last comes first.
      const others = [...storesOf(unit)].filter(([, store]) => store !== own);
      named.set(unit, new Map([[canonical(spec), own], ...others]));
      const elsewhere = others.map(([, { registry }]) => registry);
      return { registry: together(own.registry, elsewhere), statements: own.statements };
    },
    materialize: (unit, digest, signal) => {
      const [first = storeOf(LOCAL), ...others] = storesOf(unit).values();
      const elsewhere = others.map(({ registry }) => registry);
      return together(first.registry, elsewhere).materialize(unit, digest, signal);
    },
    images: (unit, digest) =>
      [...storesOf(unit).values()].flatMap(({ registry }) => registry.image?.(unit, digest) ?? []),
  };
}

/** Stores in the first; looks in all, in their order. */
function together(own: Registry, others: readonly Registry[]): Registry {
  const all = [own, ...others];
  const { remove } = own;
  return {
    name: own.name,
    push: (artifact, unit, tag, effect) => own.push(artifact, unit, tag, effect),
    has: (unit, digest, signal) => {
      const look = async (registry: Registry) => ((await registry.has(unit, digest, signal)) ? true : undefined);
      return firstOf(all, look, () => false);
    },
    look: (unit, digest, signal) =>
      firstOf(
        all,
        (registry) => registry.look(unit, digest, signal),
        () => undefined,
      ),
    knows: (unit, digest, signal) => {
      const look = async (registry: Registry) =>
        (await (registry.knows ?? registry.has)(unit, digest, signal)) ? true : undefined;
      return firstOf(all, look, () => false);
    },
    materialize: (unit, digest, signal) =>
      firstOf(
        all,
        (registry) => registry.materialize(unit, digest, signal),
        // Never reached: who has nothing rejects.
        () => own.materialize(unit, digest, signal),
      ),
    ...(remove === undefined
      ? {}
      : {
          remove: async (unit, digest, effect) => {
            let bytes = 0;
            for (const registry of all) bytes += (await registry.remove?.(unit, digest, effect)) ?? 0;
            return bytes;
          },
        }),
  };
}

/** The first that is found. Where none is and one could not be asked, that is said: unknown is not missing. */
async function firstOf<One, Found>(
  all: readonly One[],
  look: (one: One) => Promise<Found | undefined>,
  otherwise: () => Found | Promise<Found>,
): Promise<Found> {
  const failures: unknown[] = [];
  for (const one of all) {
    try {
      const found = await look(one);
      if (found !== undefined) return found;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return otherwise();
}
