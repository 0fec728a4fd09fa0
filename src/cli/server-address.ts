import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ProblemError } from '../api/problem.ts';
import { type ServerAddress, serverAddress } from '../config/server-address.ts';
import type { Invocation } from './invocation.ts';

/** A control plane that was named, with how to reach it. */
export interface NamedServer {
  /** As it was written. */
  readonly text: string;
  readonly address: ServerAddress;
  /** What a loopback port asks for; null when we have none. */
  readonly token: string | null;
}

/** The control plane that was named: by flag, by variable, or by the configuration file; undefined means the one of the folder. */
export async function namedServer({ server, config, dir, dataDir }: Invocation): Promise<NamedServer | undefined> {
  const text = server ?? (await serverIn(config));
  if (text === undefined) return undefined;
  const address = serverAddress(text);
  if (!('kind' in address)) {
    const { code, message, remedy } = address;
    throw new ProblemError(code === 'not-built-yet' ? 'refused' : 'usage', [{ code, message, remedy }]);
  }
  switch (address.kind) {
    case 'socket':
      return { text, address: { ...address, path: resolve(dir, address.path) }, token: null };
    case 'loopback':
      return { text, address, token: tokenFor(dataDir) };
    case 'tls':
      // The token that a control plane of this machine left in the folder is for that one alone.
      return { text, address, token: tokenGiven() };
  }
}

/** The origin of a control plane over TLS; undefined for one of this machine. */
export const originOf = ({ address }: Pick<NamedServer, 'address'>): string | undefined =>
  address.kind === 'tls' ? new URL(`https://${address.host}:${address.port}`).origin : undefined;

/** The token of a loopback port: given by the environment, never by a flag, or left in the folder by its control plane. */
function tokenFor(dataDir: string): string | null {
  const given = tokenGiven();
  if (given !== null) return given;
  const file = join(dataDir, 'http-token');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

/** The token of an agent or a CI job: by the environment alone, for flags stand in histories and process lists. */
export function tokenGiven(): string | null {
  const given = process.env.PLIMSOLL_TOKEN?.trim();
  return given === undefined || given === '' ? null : given;
}

/** What the configuration file says; a file that does not has not to be understood for that. */
async function serverIn(config: string): Promise<string | undefined> {
  if (!existsSync(config) || !/^["']?server["']?\s*:/m.test(readText(config))) return undefined;
  const { unitFile } = await import('../config/unit-files.ts');
  return (await unitFile(config, process.env))?.server?.value;
}

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
