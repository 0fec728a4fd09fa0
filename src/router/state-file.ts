import { createHash } from 'node:crypto';
import { readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably, writeSynced } from './durable-file.ts';
import type { Routing } from './routing.ts';
import { isObject, isWhole, readRouting } from './routing-shape.ts';
import { messageOf, StartFailure, systemCode } from './start-failure.ts';

/** All that a router has to know again after it was killed. */
export interface RouterState {
  /** Where it listened; users' clients know this port. */
  readonly port: number;
  /** The highest epoch seen. */
  readonly epoch: number;
  /** A second that was counted already; the next start goes on above it. */
  readonly second: number;
  readonly routing: Routing;
  /** Effect ids that are done, oldest first. */
  readonly applied: readonly string[];
}

/** What was found on the disk. `setAside` names an unreadable file that was kept for a person to look at. */
export interface FoundState {
  readonly state: RouterState | undefined;
  readonly setAside: string | undefined;
}

/** Keeps a router's state on the disk. */
export interface StateFile {
  load(): Promise<FoundState>;
  save(state: RouterState): Promise<void>;
}

// Deleted when the disk is full, so that there is room to write down that traffic went back to stable.
const RESERVE_BYTES = 256 * 1024;

/** The state file `state.json` of a router's folder, with its reserve. */
export function stateFile(dir: string): StateFile {
  const file = join(dir, 'state.json');
  const reserve = join(dir, 'state.reserve');
  return {
    load: async () => {
      const text = await readIfThere(file);
      if (text === undefined) return { state: undefined, setAside: undefined };
      const state = decode(text);
      if (state !== undefined) return { state, setAside: undefined };
      const setAside = `${file}.unreadable-${Date.now()}`;
      await rename(file, setAside);
      return { state: undefined, setAside };
    },
    save: async (state) => {
      try {
        await writeDurably(file, encode(state));
      } catch (error) {
        if (systemCode(error) !== 'ENOSPC') throw error;
        await unlink(reserve);
        await writeDurably(file, encode(state));
      }
      // Made again as soon as there is room; until then a full disk is the control plane's alarm, not a reason to stop here.
      await keepReserve(reserve).catch(() => undefined);
    },
  };
}

async function keepReserve(reserve: string): Promise<void> {
  const size = await stat(reserve).then(
    (found) => found.size,
    () => 0,
  );
  if (size !== RESERVE_BYTES) await writeSynced(reserve, Buffer.alloc(RESERVE_BYTES, '.'));
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new StartFailure(
      'router-state',
      `${file} cannot be read: ${messageOf(error)}`,
      `make ${file} readable`,
      error,
    );
  }
}

// The checksum finds a digit that changed: a flipped bit makes a weight of 50 a weight of 58, and still reads as JSON.
const checksum = (body: string): string => createHash('sha256').update(body).digest('hex');

function encode(state: RouterState): string {
  const body = JSON.stringify(state);
  return `{"schema":"plimsoll.router-state/1","sha256":"${checksum(body)}","state":${body}}\n`;
}

function decode(text: string): RouterState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || value.schema !== 'plimsoll.router-state/1' || !isObject(value.state)) return undefined;
  if (value.sha256 !== checksum(JSON.stringify(value.state))) return undefined;
  const { port, epoch, second, applied } = value.state;
  const routing = isObject(value.state.routing) ? readRouting(value.state.routing) : undefined;
  if (!isWhole(port) || !isWhole(epoch) || !isWhole(second) || routing === undefined) return undefined;
  if (!Array.isArray(applied) || !applied.every((id): id is string => typeof id === 'string')) return undefined;
  return { port, epoch, second, routing, applied };
}
