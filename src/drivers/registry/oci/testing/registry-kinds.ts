import { mkdir } from 'node:fs/promises';
import type { Digest } from '../../../../core/kernel/id.ts';
import { ociRegistry } from '../index.ts';
import { ociStatements } from '../statements.ts';
import { builtIn, quickly, specAt } from './pieces.ts';
import { RegistryStandIn } from './registry-stand-in.ts';

/** Registries differ in whether they list by themselves what is attached to an artifact: in words, and which of a pair that is. */
export const KINDS = [
  ['lists what is attached', 'listing'],
  ['lists nothing', 'plain'],
] as const;

/** A registry of each kind. */
export class RegistryPair {
  #plain: RegistryStandIn | undefined;
  #listing: RegistryStandIn | undefined;

  readonly start = async (): Promise<void> => {
    this.#plain = await RegistryStandIn.start();
    this.#listing = await RegistryStandIn.start({ referrers: true });
  };
  /** Nothing is kept in either, and nothing was asked. */
  readonly clear = (): void => {
    for (const [, kind] of KINDS) this.of(kind).clear();
  };
  readonly stop = async (): Promise<void> => {
    await Promise.all([this.#plain?.stop(), this.#listing?.stop()]);
  };

  of(kind: (typeof KINDS)[number][1]): RegistryStandIn {
    const found = kind === 'plain' ? this.#plain : this.#listing;
    if (found === undefined) throw new Error('no registry was started');
    return found;
  }
}

/** The folder of a test. */
interface Space {
  path(...parts: string[]): Promise<string>;
}

/** The driver of a registry, with its notes in the folder of a test. */
export const registryAt = async (server: RegistryStandIn, space: Space) =>
  ociRegistry(specAt(server.url), quickly(await space.path('registry')));

/** What is attached in a registry, by a driver with its notes in the same folder. */
export const statementsAt = async (server: RegistryStandIn, space: Space) =>
  ociStatements(specAt(server.url), quickly(await space.path('registry')));

/** Stores an artifact of this content for the unit `shop`, and gives its digest. */
export async function pushed(server: RegistryStandIn, space: Space, content = 'one'): Promise<Digest> {
  await mkdir(await space.path('built'), { recursive: true });
  const artifact = await builtIn(await space.path('built'), content);
  const effect = { id: 'push/1', epoch: 1, signal: new AbortController().signal };
  return (await (await registryAt(server, space)).push(artifact, 'shop', content, effect)).digest as Digest;
}

/** The tag under which is listed what is attached to a digest where the registry lists nothing by itself. */
export const tagOf = (subject: string): string => subject.replace(':', '-');
