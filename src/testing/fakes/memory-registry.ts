import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, isDigest, isName } from '../../core/kernel/id.ts';
import { DriverError } from '../../ports/driver-error.ts';
import type { Registry } from '../../ports/registry.ts';
import type { MemoryStatements } from './memory-evidence.ts';

/** What a memory registry keeps: it stays when the registry is made again. */
export interface RegistryShelf {
  readonly bytes: Map<Digest, Buffer>;
  readonly folders: Map<Digest, Promise<string>>;
}

/** A shelf with nothing on it. */
export const emptyShelf = (): RegistryShelf => ({ bytes: new Map(), folders: new Map() });

/** How a memory registry is made. */
export interface MemoryRegistryOptions {
  readonly shelf?: RegistryShelf;
  /** Reads what a builder made; without it, from the disk. */
  readonly read?: (file: string) => Promise<Buffer>;
  /** Where artifacts are unpacked. Only what is unpacked touches the disk. */
  readonly folder?: string;
  /** What lies beside the artifacts: it goes with them. */
  readonly beside?: Pick<MemoryStatements, 'forget'>;
}

/** A registry without a store. An archive is a JSON object: file names with their content. */
export function memoryRegistry(options: MemoryRegistryOptions = {}): Registry {
  const { shelf = emptyShelf(), read = readFile, folder = '', beside } = options;
  const whole = (digest: Digest): Buffer | undefined => {
    const bytes = shelf.bytes.get(digest);
    return bytes !== undefined && digestOf(bytes) === digest ? bytes : undefined;
  };
  return {
    name: 'memory',
    push: async (artifact, unit, _tag, effect) => {
      stopIf(effect.signal);
      if (!isName(unit)) throw lasting(`${JSON.stringify(unit)} is no name for a unit`);
      const bytes = await read(artifact.file);
      const digest = digestOf(bytes);
      if (digest !== artifact.digest) throw lasting(`${artifact.file} does not have the digest ${artifact.digest}`);
      shelf.bytes.set(digest, bytes);
      return { name: artifact.name, kind: artifact.kind, digest, bytes: bytes.length };
    },
    has: async (_unit, digest, signal) => {
      stopIf(signal);
      return whole(checked(digest)) !== undefined;
    },
    look: async (_unit, digest, signal) => {
      stopIf(signal);
      const bytes = whole(checked(digest));
      return bytes === undefined ? undefined : { kind: 'files', bytes: bytes.length };
    },
    materialize: async (_unit, digest, signal) => {
      stopIf(signal);
      const bytes = whole(checked(digest));
      if (bytes === undefined) throw lasting(`artifact ${digest} is missing or damaged`);
      const known = shelf.folders.get(checked(digest)) ?? unpack(bytes, join(folder, 'unpacked', digest.slice(7)));
      shelf.folders.set(checked(digest), known);
      return known;
    },
    remove: async (unit, digest, { signal }) => {
      stopIf(signal);
      if (!isName(unit)) throw lasting(`${JSON.stringify(unit)} is no name for a unit`);
      const bytes = shelf.bytes.get(checked(digest));
      const folder = await shelf.folders.get(checked(digest));
      shelf.bytes.delete(checked(digest));
      shelf.folders.delete(checked(digest));
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
      return (bytes?.length ?? 0) + (beside?.forget(checked(digest)) ?? 0);
    },
  };
}

async function unpack(bytes: Buffer, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(JSON.parse(bytes.toString()) as Record<string, string>)) {
    await writeFile(join(folder, name), content);
    await chmod(join(folder, name), 0o444);
  }
  return folder;
}

const digestOf = (bytes: Buffer): Digest => `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest;

function checked(digest: string): Digest {
  if (!isDigest(digest)) throw lasting(`${JSON.stringify(digest)} is no digest`);
  return digest;
}

const lasting = (message: string): DriverError => new DriverError(message, { retryable: false });

function stopIf(signal: AbortSignal): void {
  if (signal.aborted) throw new DriverError('the registry was not asked', { retryable: true, cause: signal.reason });
}
