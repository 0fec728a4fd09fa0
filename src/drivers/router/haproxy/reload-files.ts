import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../shared/atomic-file.ts';
import { reporting, systemCode } from '../../shared/driver-failure.ts';
import { backendOf, TRACKS } from '../../shared/haproxy/backends.ts';
import { type InForce, readyServers } from './in-force.ts';
import { mapText } from './share-map.ts';

/** HAProxy may run as another account. Nothing in the files is secret. */
const MODE = 0o644;

/**
 * Writes what is in force to where HAProxy reads it when it is reloaded or started again: what is told over its socket alone is
 * gone then. A file that says so already is left alone.
 */
export async function keepForReload(folder: string, backend: string, seen: InForce, isSticky: boolean): Promise<void> {
  const files = { [`${backend}.cfg`]: backendsText(backend, seen), [`${backend}.map`]: mapText(seen.share, isSticky) };
  await reporting(`writing what HAProxy reads when it is reloaded into ${folder}`, async () => {
    for (const [name, text] of Object.entries(files)) {
      const file = join(folder, name);
      if ((await textIn(file)) !== text) await writeAtomically(file, text, MODE);
    }
  });
}

/** The two backends with the servers that are in force, as a part of HAProxy's configuration. */
export function backendsText(backend: string, seen: Pick<InForce, 'servers'>): string {
  const blocks = TRACKS.map((track) =>
    [
      `backend ${backendOf(backend, track)}`,
      '  mode http',
      '  balance roundrobin',
      '  retries 3',
      '  option redispatch 1',
      ...readyServers(seen, track).map(({ name, address }) => `  server ${name} ${address.slice('http://'.length)}`),
      '',
    ].join('\n'),
  );
  return ['# Written by Plimsoll at each change; read by HAProxy when it starts.', ...blocks].join('\n');
}

async function textIn(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
