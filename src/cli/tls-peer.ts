import { readFileSync } from 'node:fs';
import type { request } from 'node:http';
import { ProblemError } from '../api/problem.ts';
import type { ServerAddress } from '../config/server-address.ts';

/** A control plane over TLS: how it is asked, and whose word for who it is is taken. */
export interface TlsPeer {
  readonly ask: typeof request;
  readonly to: {
    readonly host: string;
    readonly port: number;
    readonly rejectUnauthorized: true;
    readonly minVersion: 'TLSv1.2';
    readonly ca?: string;
  };
}

/** Readies what is needed to ask over TLS. Who answers is always verified: no flag and no variable turns that off. */
export async function tlsPeer(
  { host, port }: Extract<ServerAddress, { readonly kind: 'tls' }>,
  ca: string | null,
): Promise<TlsPeer> {
  const { request: ask } = await import('node:https');
  const to = { host, port, rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;
  return { ask, to: ca === null ? to : { ...to, ca: authorityIn(ca) } };
}

function authorityIn(file: string): string {
  const text = readable(file);
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new ProblemError('usage', [
    {
      ...{ code: 'authority-unreadable', path: file },
      message: 'There is no certificate in the file that --ca names',
      remedy: 'Name a PEM file with the certificate of the authority: --ca FILE',
    },
  ]);
}

function readable(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const UNTRUSTED = /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA)/;

/** The problem of a certificate that was not believed; null for any other error. */
export function untrusted(error: Error & { readonly code?: string }): ProblemError | null {
  if (!UNTRUSTED.test(error.code ?? '')) return null;
  return new ProblemError('unavailable', [
    {
      code: 'server-not-trusted',
      message: `Whoever answers cannot prove to be that control plane: ${error.message}`,
      remedy: 'Name the authority that certified it: --ca FILE, or NODE_EXTRA_CA_CERTS. Nothing was sent',
    },
  ]);
}
