import { createHash } from 'node:crypto';
import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../shared/atomic-file.ts';
import { systemCode } from '../../shared/driver-failure.ts';
import type { Repository } from './repository.ts';
import type { UploadSession } from './upload-session.ts';

const Note = z.strictObject({ location: z.string().startsWith('/').max(8_192), offset: z.int().nonnegative() });

/** Uploads that are under way, on disk: a process that was killed leaves them to the next one. */
export interface UploadNotes {
  read(to: Repository, digest: string): Promise<UploadSession | undefined>;
  write(to: Repository, digest: string, session: UploadSession): Promise<void>;
  forget(to: Repository, digest: string): Promise<void>;
}

/** Notes in a folder, one file for each upload. */
export function uploadNotes(folder: string): UploadNotes {
  const fileOf = ({ server, name }: Repository, digest: string): string =>
    join(folder, `${createHash('sha256').update(`${server.host}/${name} ${digest}`).digest('hex')}.json`);
  return {
    read: async (to, digest) => {
      const text = await readFile(fileOf(to, digest), 'utf8').catch(() => '');
      try {
        return Note.parse(JSON.parse(text));
      } catch {
        // Not there or not readable: the upload begins anew.
        return undefined;
      }
    },
    write: (to, digest, session) => writeAtomically(fileOf(to, digest), JSON.stringify(session)),
    forget: async (to, digest) => {
      await unlink(fileOf(to, digest)).catch((error: unknown) => {
        if (systemCode(error) !== 'ENOENT') throw error;
      });
    },
  };
}
