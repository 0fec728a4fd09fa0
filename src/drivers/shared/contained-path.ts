import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { lasting } from './driver-failure.ts';

/** Whether a path lies in a folder or is the folder itself; both are taken as they are written. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** The real place of a path in a folder. Refused when it is absolute, leads out, or passes a link: a link may lead anywhere. */
export async function containedPath(folder: string, path: string): Promise<string> {
  const root = await realpath(folder);
  const wanted = join(root, path);
  if (isAbsolute(path) || path.includes('\0') || !isInside(root, wanted)) {
    throw lasting(`${JSON.stringify(path)} does not stay inside the source tree`);
  }
  const real = await realpath(wanted);
  if (real !== wanted.replace(/\/+$/, '')) throw lasting(`${JSON.stringify(path)} is a link or passes one`);
  return real;
}
