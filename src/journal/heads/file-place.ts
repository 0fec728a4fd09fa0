import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../drivers/shared/atomic-file.ts';
import { type HeadPlace, missingAt } from './head-place.ts';

/** A file that heads are added to: on another disk, a share, or a folder that agents cannot write. */
export function filePlace(file: string): HeadPlace {
  return {
    name: file,
    bring: async (notes) => {
      await mkdir(dirname(file), { recursive: true, mode: 0o755 });
      // A link could lead the words of our journal anywhere.
      const flags = constants.O_CREAT | constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW;
      const handle = await open(file, flags, 0o644);
      try {
        const text = await handle.readFile('utf8');
        const missing = missingAt(file, text, notes);
        if (missing.length === 0) return;
        await handle.appendFile(missing.join(''));
        await handle.sync();
        if (text === '') await syncFolder(dirname(file));
      } finally {
        await handle.close();
      }
    },
  };
}
