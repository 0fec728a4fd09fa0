import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Digest } from '../../core/kernel/id.ts';

/** The digest that a finished SHA-256 stands for. */
export const digestOf = (hash: Hash): Digest => `sha256:${hash.digest('hex')}` as Digest;

/** The digest of some bytes or text. */
export const digestOfBytes = (content: string | Uint8Array): Digest => digestOf(createHash('sha256').update(content));

/** The 64 digits of a digest, for use as a file name. */
export const hexOf = (digest: string): string => digest.slice('sha256:'.length);

/** Reads a file once, in order, and says its digest and length. */
export async function hashFile(file: string, signal?: AbortSignal): Promise<{ digest: Digest; bytes: number }> {
  const handle = await open(file, 'r');
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of handle.createReadStream({ autoClose: false, signal, highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
    return { digest: digestOf(hash), bytes };
  } finally {
    await handle.close();
  }
}
