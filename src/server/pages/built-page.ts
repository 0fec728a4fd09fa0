import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

/** One file of the page. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly zipped: Uint8Array<ArrayBuffer>;
}

/** The page as it was built: its frame, and what that loads by name. */
export interface BuiltPage {
  readonly frame: PageFile;
  readonly assets: ReadonlyMap<string, PageFile>;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Reads the built page whole, so that one that is built anew meanwhile is never mixed with it. Undefined where none was built. */
export async function readBuiltPage(folder: URL): Promise<BuiltPage | undefined> {
  try {
    const names = await readdir(new URL('assets/', folder));
    const assets = await Promise.all(
      names.map(async (name) => [name, await readPageFile(new URL(`assets/${name}`, folder))] as const),
    );
    return { frame: await readPageFile(new URL('index.html', folder)), assets: new Map(assets) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readPageFile(file: URL): Promise<PageFile> {
  const bytes = Uint8Array.from(await readFile(file));
  const type = TYPES[file.pathname.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  return { type, bytes, zipped: Uint8Array.from(gzipSync(bytes)) };
}
