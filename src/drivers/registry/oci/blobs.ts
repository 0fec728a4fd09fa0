import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { digestOf } from '../../shared/hash-file.ts';
import type { Repository } from './repository.ts';
import { asDriverError } from './way-out.ts';

/** Some bytes, by digest and length. */
export interface BlobName {
  readonly digest: string;
  readonly size: number;
}

/** What a registry has under a digest: the very bytes, others, or none. */
export type Found = 'whole' | 'wrong' | 'missing';

/** Whether a registry says that it has a blob. It is not believed: see `download`. */
export async function isNamed(
  { server, name, scopes }: Repository,
  digest: string,
  signal: AbortSignal,
): Promise<boolean> {
  const doing = `looking for ${digest} in ${server.host}/${name}`;
  const asked = { method: 'HEAD', path: `/v2/${name}/blobs/${digest}`, scopes: scopes.push } as const;
  const answer = await server.ask(asked, signal);
  if (answer.statusCode !== 200 && answer.statusCode !== 404) throw await server.refusal(answer, doing, signal);
  answer.destroy();
  return answer.statusCode === 200;
}

/** Whether a registry says that it has a blob of this length. Nothing is read: what was read whole before is only looked after so. */
export async function isListed(
  { server, name, scopes }: Repository,
  { digest, size }: BlobName,
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await server.ask({ method: 'HEAD', path: `/v2/${name}/blobs/${digest}`, scopes: scopes.pull }, signal);
  const { statusCode: status, headers } = answer;
  if (status !== 200 && status !== 404) {
    throw await server.refusal(answer, `looking for ${digest} in ${server.host}/${name}`, signal);
  }
  answer.destroy();
  const length = headers['content-length'];
  return status === 200 && (length === undefined || length === String(size));
}

/** Reads a blob, hands its bytes on and says whether they are those of the digest, all of them and no more. */
export async function download(
  { server, name, scopes }: Repository,
  { digest, size }: BlobName,
  signal: AbortSignal,
  take: (chunk: Buffer) => Promise<unknown> | undefined = () => undefined,
): Promise<Found> {
  const doing = `reading ${digest} of ${server.host}/${name}`;
  const path = `/v2/${name}/blobs/${digest}`;
  const answer = await server.ask({ method: 'GET', path, scopes: scopes.pull }, signal);
  if (answer.statusCode === 404) {
    answer.destroy();
    return 'missing';
  }
  if (answer.statusCode !== 200) throw await server.refusal(answer, doing, signal);
  return (await hasBytes(answer, { digest, size }, doing, signal, take)) ? 'whole' : 'wrong';
}

async function hasBytes(
  answer: IncomingMessage,
  { digest, size }: BlobName,
  doing: string,
  signal: AbortSignal,
  take: (chunk: Buffer) => Promise<unknown> | undefined,
): Promise<boolean> {
  const said = answer.headers['content-length'];
  const isEncoded = (answer.headers['content-encoding'] ?? 'identity') !== 'identity';
  if (isEncoded || (said !== undefined && said !== String(size))) {
    answer.destroy();
    return false;
  }
  const hash = createHash('sha256');
  let length = 0;
  const chunks = answer[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        throw asDriverError(error, doing, signal);
      });
      if (next.done === true) break;
      length += next.value.byteLength;
      // Not read to its end: it could have none.
      if (length > size) return false;
      hash.update(next.value);
      await take(next.value);
    }
  } finally {
    answer.destroy();
  }
  return length === size && digestOf(hash) === digest;
}
