// Releases in a bucket: each under a prefix of its digest, written once and never changed.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { sha256 } from './sign.mjs';

const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };
const LISTED = '.files.json';
const ALL = 'releases/';

/** Where the files of a release lie. */
export const prefixOf = (digest) => `${ALL}${digest.replace('sha256:', '').slice(0, 16)}/`;

const etagOf = ({ headers }) => headers.get('etag').replaceAll('"', '');

/** Uploads a release and reads it back, unless it is there whole: the list of its files is written last. */
export async function upload(bucket, { artifacts: [{ digest, folder }] }) {
  const prefix = prefixOf(digest);
  const paths = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((one) => one.isFile())
    .map((one) => relative(folder, join(one.parentPath, one.name)).split(sep).join('/'));
  if (!/<head>/i.test(readFileSync(join(folder, 'index.html'), 'utf8')))
    throw new Error('index.html has no <head>, and that is where the release that it belongs to is written');
  if (await isWhole(bucket, digest, await bucket.list(prefix))) return;
  const files = {};
  for (const path of paths) {
    const body = readFileSync(join(folder, path));
    const type = TYPES[path.split('.').at(-1)] ?? 'application/octet-stream';
    const headers = { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' };
    await bucket.put(prefix + path, body, headers);
    const back = await bucket.get(prefix + path);
    if (back === null || sha256(back.bytes) !== sha256(body)) throw new Error(`${path} reads back as something else`);
    files[path] = { sha256: sha256(body), etag: etagOf(back) };
  }
  await bucket.put(prefix + LISTED, JSON.stringify(files), { 'content-type': 'application/json' });
}

/** Whether every file of a release lies there as it was read back when it was uploaded. */
export async function isWhole(bucket, digest, found) {
  const prefix = prefixOf(digest);
  if (!found.has(prefix + LISTED)) return false;
  const files = JSON.parse((await bucket.get(prefix + LISTED)).bytes);
  return Object.entries(files).every(([path, { etag }]) => found.get(prefix + path) === etag);
}

/** The entry page of a release, with all that it refers to looked up in that release. */
export async function entryPage(bucket, digest) {
  const prefix = prefixOf(digest);
  const page = await bucket.get(`${prefix}index.html`);
  const files = await bucket.get(prefix + LISTED);
  if (page === null || files === null || sha256(page.bytes) !== JSON.parse(files.bytes)['index.html'].sha256)
    throw new Error(`${prefix} is not there whole: it is not served`);
  return page.bytes.toString('utf8').replace(/<head>/i, `$&<base href="${prefix}">`);
}

/** Removes all releases but these. The list of files goes first: from then on it counts as not there. */
export async function removeOthers(bucket, digests) {
  const kept = digests.map(prefixOf);
  const paths = [...(await bucket.list(ALL)).keys()].filter((path) => !kept.some((prefix) => path.startsWith(prefix)));
  paths.sort((one, other) => Number(other.endsWith(LISTED)) - Number(one.endsWith(LISTED)));
  for (const path of paths) await bucket.remove(path);
}

/** All that lies in releases, with ETags. */
export const filesOf = (bucket) => bucket.list(ALL);
