import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import type { LaidOutImage } from '../artifact/image-layout.ts';
import { lasting } from '../driver-failure.ts';
import type { Seen } from './inventory.ts';
import { isTelling, LARGEST_TELLING, untoldBy } from './telling-file.ts';

/** An image may unpack to this much and no more: some bytes of gzip can stand for a disk full of zeros. */
const LARGEST_LAYER = 64 * 1024 ** 3;
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/** What one layer puts there, and what of the layers below it takes away. */
interface Layer {
  readonly files: Map<string, Buffer>;
  readonly others: Set<string>;
  readonly removed: string[];
  readonly links: { readonly name: string; readonly to: string }[];
}

/** What the files of an image tell of packages, as they are after its last layer. */
export async function seenInImage(image: LaidOutImage, signal: AbortSignal): Promise<Seen> {
  const files = new Map<string, Buffer>();
  const others = new Set<string>();
  const unread: string[] = [];
  for (const { digest } of image.layers) {
    const layer = await readLayer(image.fileOf(digest), unread, signal);
    if (layer === undefined) {
      unread.push(`layer ${digest}: it is compressed in a way that is not read here`);
      continue;
    }
    for (const gone of layer.removed) {
      for (const name of [...files.keys()]) if (isAtOrUnder(name, gone)) files.delete(name);
      for (const name of [...others]) if (isAtOrUnder(name, gone)) others.delete(name);
    }
    for (const [name, bytes] of layer.files) files.set(name, bytes);
    for (const name of layer.others) others.add(name);
    for (const { name, to } of layer.links) {
      const bytes = files.get(to);
      if (bytes === undefined) unread.push(`${name}: it is a link to what is not read here`);
      else files.set(name, bytes);
    }
  }
  const counted = new Map<string, number>();
  for (const name of others) {
    const what = untoldBy(name) ?? '';
    counted.set(what, (counted.get(what) ?? 0) + 1);
  }
  return { files, others: counted, unread };
}

async function readLayer(file: string, unread: string[], signal: AbortSignal): Promise<Layer | undefined> {
  const form = await formOf(file);
  if (form === undefined) return undefined;
  const layer: Layer = { files: new Map(), others: new Set(), removed: [], links: [] };
  const entries = extract();
  const source = createReadStream(file, { signal });
  const reading = form === 'gzip' ? pipeline(source, createGunzip(), entries) : pipeline(source, entries);
  // Told below, where it is waited for.
  reading.catch(() => undefined);
  let bytes = 0;
  for await (const entry of entries) {
    const { header } = entry;
    bytes += header.size ?? 0;
    if (bytes > LARGEST_LAYER) throw lasting('a layer of the image unpacks to more than can be looked through');
    const name = plain(header.name);
    note(layer, name, header);
    if (header.type === 'file' && isTelling(name)) {
      if ((header.size ?? 0) > LARGEST_TELLING) unread.push(`${name}: it is too long to be read`);
      else {
        const chunks: Buffer[] = [];
        for await (const chunk of entry) chunks.push(chunk as Buffer);
        layer.files.set(name, Buffer.concat(chunks));
        continue;
      }
    }
    entry.resume();
  }
  await reading;
  return layer;
}

function note(layer: Layer, name: string, { type, linkname }: Header): void {
  const at = name.lastIndexOf('/') + 1;
  const [folder, base] = [name.slice(0, at), name.slice(at)];
  if (base === OPAQUE) layer.removed.push(folder === '' ? '' : folder.slice(0, -1));
  else if (base.startsWith(WHITEOUT)) layer.removed.push(`${folder}${base.slice(WHITEOUT.length)}`);
  else if (type === 'file' && untoldBy(name) !== undefined) layer.others.add(name);
  else if (type === 'link' && isTelling(name)) layer.links.push({ name, to: plain(linkname ?? '') });
}

const plain = (name: string): string => name.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');

const isAtOrUnder = (name: string, place: string): boolean =>
  place === '' || name === place || name.startsWith(`${place}/`);

/** Told by its first bytes: media types are what somebody wrote. */
async function formOf(file: string): Promise<'gzip' | 'tar' | undefined> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead >= 2 && buffer[0] === 0x1f && buffer[1] === 0x8b) return 'gzip';
    return bytesRead === 4 && buffer.readUInt32BE() === 0x28b52ffd ? undefined : 'tar';
  } finally {
    await handle.close();
  }
}
