import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { problemOfName } from '../../shared/archive/limits.ts';
import { IMAGE_LIMITS } from '../../shared/artifact/image-layout.ts';
import { lasting } from '../../shared/driver-failure.ts';

/**
 * Unpacks what a tool saved. Unlike our own archives it names folders, which are made as they are needed, and old versions of docker
 * write the second of two equal layers as a link to the first, which becomes a copy.
 */
export async function unpackSaved(archive: string, folder: string, signal: AbortSignal): Promise<void> {
  const entries = extract();
  const links: { readonly name: string; readonly to: string }[] = [];
  const reading = pipeline(createReadStream(archive, { signal }), entries);
  // Told below, where it is waited for: an entry that is being read only sees that its stream broke.
  reading.catch(() => undefined);
  for await (const entry of entries) {
    const { name, type, linkname } = entry.header;
    if (type === 'file') {
      const place = placeOf(folder, name);
      await mkdir(dirname(place), { recursive: true });
      await pipeline(entry, createWriteStream(place));
      continue;
    }
    if (type === 'symlink' || type === 'link') {
      const to = type === 'link' ? (linkname ?? '') : normalize(join(dirname(name), linkname ?? ''));
      links.push({ name, to });
    } else if (type !== 'directory') {
      throw lasting(`in what the tool saved ${JSON.stringify(name)} is ${type}`);
    }
    entry.resume();
  }
  await reading;
  for (const { name, to } of links) {
    const place = placeOf(folder, name);
    await mkdir(dirname(place), { recursive: true });
    await copyFile(placeOf(folder, to), place);
  }
}

function placeOf(folder: string, name: string): string {
  const problem = problemOfName(name, IMAGE_LIMITS);
  if (problem !== undefined) throw lasting(`in what the tool saved ${JSON.stringify(name)} ${problem}`);
  return join(folder, name);
}
