import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { writeAtomically } from '../atomic-file.ts';
import { lasting, systemCode } from '../driver-failure.ts';

// How many ended instances keep their logs: enough to see why a release was taken back.
const KEPT_ENDED = 20;

/** The records of all instances of one target, each of them a `Kept`. */
export interface RecordFiles<Kept> {
  list(): Promise<readonly Kept[]>;
  read(id: string): Promise<Kept | undefined>;
  save(record: Kept): Promise<void>;
  /** Forgets an instance that has ended; its log stays a while. */
  end(id: string): Promise<void>;
  /** Those that ended lately, the latest last. */
  ended(): Promise<readonly Kept[]>;
  logOf(id: string): string;
}

/** Keeps records as one file each: a damaged one is named, not guessed. */
export function recordFiles<Kept extends { readonly id: string }>(
  dir: string,
  schema: z.ZodType<Kept>,
): RecordFiles<Kept> {
  const running = join(dir, 'instances');
  const past = join(dir, 'ended');
  const logOf = (id: string): string => join(dir, 'logs', `${id}.log`);
  return {
    logOf,
    list: () => readAll(running, schema),
    ended: () => readAll(past, schema),
    read: (id) => (isId(id) ? readOne(join(running, `${id}.json`), schema) : Promise.resolve(undefined)),
    save: (record) => writeAtomically(join(running, `${record.id}.json`), JSON.stringify(record)),
    end: async (id) => {
      await mkdir(past, { recursive: true, mode: 0o700 });
      await rename(join(running, `${id}.json`), join(past, `${id}.json`)).catch(ignoreMissing);
      // Ids sort by the time they were made.
      for (const old of (await namesIn(past)).slice(0, -KEPT_ENDED)) {
        await rm(join(past, `${old}.json`), { force: true });
        await rm(logOf(old), { force: true });
        await rm(`${logOf(old)}.1`, { force: true });
      }
    },
  };
}

/** What an instance may be called. */
export const INSTANCE_ID = /^ins_[0-9a-z]{26}$/;

const isId = (text: string): boolean => INSTANCE_ID.test(text);

async function readAll<Kept>(folder: string, schema: z.ZodType<Kept>): Promise<readonly Kept[]> {
  const names = await namesIn(folder);
  const records = await Promise.all(names.map((name) => readOne(join(folder, `${name}.json`), schema)));
  return records.filter((record) => record !== undefined);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch((error: unknown) => {
    ignoreMissing(error);
    return [];
  });
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

async function readOne<Kept>(file: string, schema: z.ZodType<Kept>): Promise<Kept | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    if (systemCode(error) !== undefined) throw error;
    throw lasting(`${file} is not readable as the record of an instance`, error);
  }
}

function ignoreMissing(error: unknown): void {
  if (systemCode(error) !== 'ENOENT') throw error;
}
