import { lasting } from '../../shared/driver-failure.ts';
import type { HaproxySocket } from '../../shared/haproxy/runtime-socket.ts';

/** The map `NAME.map` by which the frontend shares out requests: `share` in tenths of a percent, or -1; `sticky` 0 or 1. */
export interface ShareMap {
  /** The share in force; null when nobody is served. */
  read(signal: AbortSignal): Promise<number | null>;
  set(share: number | null, isSticky: boolean, signal: AbortSignal): Promise<void>;
}

const NOBODY = -1;

/** What the map's file says for this. */
export const mapText = (share: number | null, isSticky: boolean): string =>
  `share ${share ?? NOBODY}\nsticky ${isSticky ? 1 : 0}\n`;

/** The map of a backend, found anew each time: a reload may have moved it. */
export function shareMap(socket: HaproxySocket, backend: string): ShareMap {
  const find = async (signal: AbortSignal): Promise<{ file: string; entries: ReadonlyMap<string, string> }> => {
    const files = [...(await socket.ask('show map', signal)).matchAll(/^-?\d+ \(([^)]+)\)/gm)].map(
      ([, file = '']) => file,
    );
    const file = files.find((one) => one.split('/').at(-1) === `${backend}.map`);
    if (file === undefined)
      throw lasting(
        `HAProxy at ${socket.path} uses no map ${backend}.map: docs/how-to/haproxy.md has the configuration to start from`,
      );
    const lines = [...(await socket.ask(`show map ${file}`, signal)).matchAll(/^0x[0-9a-f]+ (\S+) (\S+)$/gm)];
    return { file, entries: new Map(lines.map(([, key = '', value = '']) => [key, value])) };
  };
  return {
    read: async (signal) => {
      const { entries } = await find(signal);
      const share = Number(entries.get('share') ?? NOBODY);
      return Number.isInteger(share) && share >= 0 && share <= 1000 ? share : null;
    },
    set: async (share, isSticky, signal) => {
      const { file, entries } = await find(signal);
      const put = (key: string, value: number): string =>
        `${entries.has(key) ? 'set' : 'add'} map ${file} ${key} ${value}`;
      // Who is sticky is told first: no user is given a bucket by a share that came before it.
      await socket.tell([put('sticky', isSticky ? 1 : 0), put('share', share ?? NOBODY)], signal);
    },
  };
}
