import type { IncomingMessage } from 'node:http';
import { isDigest } from '../../../core/kernel/id.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { bytesOf } from './answer.ts';
import { documentOf, LARGEST_DOCUMENT } from './document.ts';
import type { Repository } from './repository.ts';

/** A manifest or index as it came: raw bytes, and the digest that we made of them. */
export interface Stored {
  readonly bytes: Buffer;
  readonly digest: string;
}

/** What there is under a digest or tag: a document of the type that was asked for, something else with the reason, or nothing. */
export type Reading =
  | { readonly kind: 'found'; readonly stored: Stored }
  | { readonly kind: 'wrong'; readonly why: string }
  | { readonly kind: 'missing' };

/** Reads a manifest. Its bytes must be those of the digest and its type the one that the registry says and it says itself. */
export async function readStored(
  { server, name, scopes }: Repository,
  reference: string,
  mediaType: string,
  signal: AbortSignal,
): Promise<Reading> {
  const doing = `reading ${reference} of ${server.host}/${name}`;
  const path = `/v2/${name}/manifests/${reference}`;
  const answer = await server.ask({ method: 'GET', path, scopes: scopes.pull, headers: { Accept: mediaType } }, signal);
  if (answer.statusCode === 404) {
    answer.destroy();
    return { kind: 'missing' };
  }
  if (answer.statusCode !== 200) throw await server.refusal(answer, doing, signal);
  const bytes = await limitedBytes(answer, doing, signal);
  const why = bytes === null ? 'it is too long' : faultIn(answer, bytes, reference, mediaType);
  if (bytes === null || why !== undefined) return { kind: 'wrong', why: `${doing}: ${why}` };
  return { kind: 'found', stored: { bytes, digest: digestOfBytes(bytes) } };
}

async function limitedBytes(answer: IncomingMessage, doing: string, signal: AbortSignal): Promise<Buffer | null> {
  try {
    return await bytesOf(answer, LARGEST_DOCUMENT, doing, signal);
  } catch (error) {
    if (error instanceof DriverError && !error.retryable) return null;
    throw error;
  }
}

function faultIn({ headers }: IncomingMessage, bytes: Buffer, reference: string, wanted: string): string | undefined {
  const digest = digestOfBytes(bytes);
  if (isDigest(reference) && digest !== reference) return `its bytes are those of ${digest}`;
  const said = headers['docker-content-digest'];
  if (said !== undefined && said !== digest)
    return `the registry says ${String(said)}, its bytes are those of ${digest}`;
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== wanted) return `the registry says that it is ${type === '' ? 'of no type' : type}, not ${wanted}`;
  return documentOf(bytes, wanted) === undefined
    ? `it is no document of type ${wanted}, or also one of another`
    : undefined;
}

/** Stores a manifest under a digest or tag; gives the subject that the registry says it has listed it under, if it did. */
export async function store(
  { server, name, scopes }: Repository,
  reference: string,
  { text, mediaType }: { readonly text: string; readonly mediaType: string },
  signal: AbortSignal,
): Promise<{ readonly listedUnder: string | undefined }> {
  const doing = `storing ${reference} in ${server.host}/${name}`;
  const body = Buffer.from(text, 'utf8');
  const path = `/v2/${name}/manifests/${reference}`;
  const headers = { 'Content-Type': mediaType };
  const answer = await server.ask({ method: 'PUT', path, scopes: scopes.push, headers, body }, signal);
  // Docker's own registry says 201; 2xx is what others say.
  const { statusCode: status = 0 } = answer;
  if (status < 200 || status > 299) throw await server.refusal(answer, doing, signal);
  answer.destroy();
  const said = answer.headers['docker-content-digest'];
  if (said !== undefined && said !== digestOfBytes(body)) {
    throw lasting(`${doing}: the registry says that it stored ${String(said)}`);
  }
  const subject = answer.headers['oci-subject'];
  return { listedUnder: typeof subject === 'string' ? subject : undefined };
}

/** Removes a manifest with all its tags; false when it was not there. */
export async function removeStored(
  { server, name, scopes }: Repository,
  digest: string,
  signal: AbortSignal,
): Promise<boolean> {
  const doing = `removing ${digest} from ${server.host}/${name}`;
  const path = `/v2/${name}/manifests/${digest}`;
  const answer = await server.ask({ method: 'DELETE', path, scopes: scopes.remove }, signal);
  const { statusCode: status = 0 } = answer;
  if (status === 404) {
    answer.destroy();
    return false;
  }
  if (status === 405 || status === 400) {
    answer.destroy();
    const remedy = 'Let it remove manifests, or write  registry.keep_all: true  where somebody else clears it up';
    throw lasting(`${doing}: this registry removes nothing (status ${status}). ${remedy}`);
  }
  if (status < 200 || status > 299) throw await server.refusal(answer, doing, signal);
  answer.destroy();
  return true;
}
