import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { ProblemError } from '../api/problem.ts';
import { readPrivateFile } from '../approval/private-file.ts';
import { isRefusal } from '../core/kernel/refusal.ts';

/** Where people approve over a network: everything else of the control plane stays on loopback. */
export interface ApprovalSiteOptions {
  /** `https://approve.example.org`, as browsers have it: passkeys are bound to just this. */
  readonly origin: string;
  readonly certificate: string;
  readonly key: string;
  /** The address that is listened on, with a port where it is another than the origin's. */
  readonly address: string;
}

/** The same, read and found to fit together. */
export interface ApprovalSite {
  readonly origin: string;
  readonly address: string;
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
}

/** Reads the certificate and its key, or says as a problem what does not fit. Nothing is listened on before. */
export async function approvalSite(options: ApprovalSiteOptions, now: number): Promise<ApprovalSite> {
  const { hostname, port, origin } = originIn(options.origin);
  const listened = addressIn(options.address, Number(port || 443));
  const certificate = await readFile(options.certificate, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw misfit(
      'certificate-unreadable',
      `${options.certificate} cannot be read (${error.code})`,
      'Name the PEM file',
    );
  });
  const read = await readPrivateFile(options.key);
  if (isRefusal(read)) throw misfit(read.code, read.message, read.remedy);
  refuseMisfit({ certificate, key: read.text, hostname, file: options.certificate, now });
  return { origin, ...listened, certificate, key: read.text };
}

function originIn(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.origin !== text) throw notAnOrigin(text);
  if (url.protocol !== 'https:') {
    const message = `${text} is not protected on its way: beyond this machine people approve over TLS only`;
    throw misfit('origin-not-tls', message, 'Write https://HOST, with --certificate and --certificate-key');
  }
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) {
    throw misfit('origin-an-address', `${text} names an address, and passkeys belong to names`, 'Write https://HOST');
  }
  return url;
}

function addressIn(text: string, port: number): { readonly address: string; readonly port: number } {
  const [, bracketed, plain, own] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? '';
  const chosen = own === undefined ? port : Number(own);
  if (isIP(address) !== 0 && chosen >= 1 && chosen <= 65_535) return { address, port: chosen };
  throw misfit('address-unreadable', `${text} is no address to listen on`, 'Write 0.0.0.0, 10.1.2.3:8443 or [::]:8443');
}

function refuseMisfit(given: {
  readonly certificate: string;
  readonly key: string;
  readonly hostname: string;
  readonly file: string;
  readonly now: number;
}): void {
  const { file, hostname, now } = given;
  const leaf = readOrUndefined(() => new X509Certificate(given.certificate));
  if (leaf === undefined) throw misfit('certificate-unreadable', `${file} holds no certificate`, 'Name the PEM file');
  const key = readOrUndefined(() => createPrivateKey(given.key));
  if (key === undefined)
    throw misfit('certificate-key-unreadable', 'The key holds no private key', 'Name the PEM file');
  if (!leaf.checkPrivateKey(key)) {
    throw misfit('certificate-key-other', `The key is not that of ${file}`, 'Name the two that belong together');
  }
  if (leaf.checkHost(hostname) === undefined) {
    throw misfit('certificate-for-another', `${file} is not for ${hostname}`, 'Get one for that name');
  }
  if (Date.parse(leaf.validTo) <= now) {
    throw misfit('certificate-expired', `${file} was good until ${leaf.validTo}`, 'Renew it, then start again');
  }
}

function readOrUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const notAnOrigin = (text: string): ProblemError =>
  misfit('origin-unreadable', `${text} is no origin as a browser writes it`, 'Write https://HOST or https://HOST:PORT');

const misfit = (code: string, message: string, remedy: string): ProblemError =>
  new ProblemError('usage', [{ code, message, remedy }]);
