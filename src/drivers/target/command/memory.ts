import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Track } from '../../../core/unit/environment.ts';
import { writeAtomically } from '../../shared/atomic-file.ts';
import { lasting, systemCode } from '../../shared/driver-failure.ts';
import { Json } from './schema.ts';

const Told = z.object({
  id: z.string(),
  version: z.string(),
  commit: z.string().nullable(),
  artifacts: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['container', 'files', 'function', 'iac']),
      digest: z.string(),
      image: z.string().optional(),
    }),
  ),
  config: z.object({ digest: z.string().nullable(), params: z.record(z.string(), Json) }),
});
/** A release that the command was told of, but for the folders. */
export type KnownRelease = z.infer<typeof Told>;

const Placed = z.object({ id: z.string(), releaseId: z.string(), version: z.string(), digests: z.array(z.string()) });
/** What a track was given, and under which id the engine knows it. */
export type Placed = z.infer<typeof Placed>;

const Memory = z.strictObject({
  version: z.literal(1),
  /** The releases that it was told of, newest first. */
  releases: z.array(Told),
  stable: Placed.nullable(),
  candidate: Placed.nullable(),
  /** The candidate that is just becoming stable. */
  settling: z.string().nullable(),
  /** Those that the engine named as members. */
  routed: z.array(z.string()),
  /** Those that the command was to remove, and could not. */
  lingering: z.array(z.string()),
  /** Effects that failed: the next try of one goes by the same id. */
  failed: z.record(z.string(), z.string()),
  /** The run that is under way; of a control plane that was killed it may still be. */
  running: z.object({ pid: z.int(), started: z.string(), mark: z.string() }).nullable(),
});
/** What a command target must not forget. That something really runs is never read here: the command is asked. */
export type Memory = z.infer<typeof Memory>;

const EMPTY: Memory = {
  version: 1,
  releases: [],
  stable: null,
  candidate: null,
  settling: null,
  routed: [],
  lingering: [],
  failed: {},
  running: null,
};
const MOST_RELEASES = 20;
const MOST_IDS = 50;

/** A memory in one file, read afresh each time so that every control plane on this machine sees the same. */
export interface MemoryFile {
  read(): Promise<Memory>;
  change(what: (memory: Memory) => Partial<Memory>): Promise<void>;
}

/** The memory that lies in this file. Changes come one after the other: the caller sees to that. */
export function memoryIn(file: string): MemoryFile {
  const read = async (): Promise<Memory> => {
    try {
      return Memory.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return EMPTY;
      if (systemCode(error) !== undefined) throw error;
      throw lasting(`${file} is not readable as the memory of a command target`, error);
    }
  };
  return {
    read,
    change: async (what) => {
      const memory = await read();
      await writeAtomically(file, JSON.stringify({ ...memory, ...what(memory) }));
    },
  };
}

/** The releases with one more, which is the newest. */
export const withRelease = ({ releases }: Memory, known: KnownRelease): readonly KnownRelease[] =>
  [known, ...releases.filter(({ id }) => id !== known.id)].slice(0, MOST_RELEASES);

/** A list of ids with some more, the oldest of which may be forgotten. */
export const withIds = (ids: readonly string[], more: readonly string[]): string[] =>
  [...ids.filter((id) => !more.includes(id)), ...more].slice(-MOST_IDS);

/** The other track. */
export const otherThan = (track: Track): Track => (track === 'stable' ? 'candidate' : 'stable');
