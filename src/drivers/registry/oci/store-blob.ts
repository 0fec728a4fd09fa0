import { DriverError } from '../../../ports/driver-error.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { download, isNamed } from './blobs.ts';
import type { Repository } from './repository.ts';
import { type Source, type UploadManner, upload } from './upload.ts';
import { beginUpload } from './upload-session.ts';

/** Stores blobs in the repositories of one registry. */
export interface BlobStore {
  /** Sees to it that these bytes are there, read back: sent only where they are not there yet, here or in another repository. */
  keep(to: Repository, source: Source, signal: AbortSignal): Promise<void>;
  keepText(to: Repository, text: string, signal: AbortSignal): Promise<void>;
}

/** Of so many blobs it is remembered where they lie. */
const REMEMBERED = 10_000;

/** A store that sends as little as it can. */
export function blobStore(manner: UploadManner): BlobStore {
  const seen = new Map<string, Repository>();

  const keep = async (to: Repository, source: Source, signal: AbortSignal): Promise<void> => {
    const isThere = async () => (await download(to, source, signal)) === 'whole';
    const elsewhere = seen.get(source.digest);
    const wasThere =
      ((await isNamed(to, source.digest, signal)) && (await isThere())) ||
      (elsewhere !== undefined &&
        elsewhere.name !== to.name &&
        (await isMounted(to, source.digest, elsewhere, signal)) &&
        (await isThere()));
    if (!wasThere) {
      await upload(to, source, manner, signal);
      const found = await download(to, source, signal);
      if (found === 'missing') throw new DriverError(`${source.digest} could not be read back`, { retryable: true });
      if (found === 'wrong') {
        throw lasting(
          `${to.server.host}/${to.name} keeps other bytes under ${source.digest}: it has to be repaired first`,
        );
      }
    }
    if (seen.size >= REMEMBERED) seen.clear();
    seen.set(source.digest, to);
  };

  return {
    keep,
    keepText: (to, text, signal) => {
      const bytes = Buffer.from(text, 'utf8');
      const read = async (from: number, length: number) => bytes.subarray(from, from + length);
      return keep(to, { digest: digestOfBytes(bytes), size: bytes.byteLength, read }, signal);
    },
  };
}

/** Whether the registry took a blob over from another of its repositories. Where it may or will not, the bytes are sent. */
async function isMounted(to: Repository, digest: string, from: Repository, signal: AbortSignal): Promise<boolean> {
  const scope = from.scopes.pull[0] ?? '';
  try {
    return (await beginUpload(to, { digest, from: from.name, scope }, signal)) === true;
  } catch (error) {
    if (error instanceof DriverError && !error.retryable) return false;
    throw error;
  }
}
