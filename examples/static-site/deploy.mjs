// The command of this unit, by the exec contract. Visitors come in by index.html, whose <base> sends them to the files of one release:
// writing that object is the switch, and nobody is ever shown half of a release.
import { readFileSync } from 'node:fs';
import { bucketOf } from './bucket.mjs';
import { entryPage, filesOf, isWhole, prefixOf, removeOthers, upload } from './releases.mjs';

const verb = process.argv.at(-1);
const { params, release, previous, weight, track, effect_id } = JSON.parse(readFileSync(0, 'utf8'));
const bucket = bucketOf(params);
const NOBODY = { stable: null, candidate: null };

/** Which release was put on which track, and by which placement: both may hold the same files. */
async function readTracks() {
  const object = await bucket.get('tracks.json');
  return object === null ? NOBODY : JSON.parse(object.bytes);
}
const writeTracks = (tracks) =>
  bucket.put('tracks.json', JSON.stringify(tracks), {
    'content-type': 'application/json',
    'cache-control': 'no-cache',
  });

/** What visitors get: the placement and its digest, and the digest that they got before; null while nobody is served. */
async function readLive() {
  const object = await bucket.head('index.html');
  const meta = (name) => object.headers.get(`x-amz-meta-${name}`);
  return object && { placement: meta('placement'), digest: meta('digest'), before: meta('before') };
}

async function serve(one) {
  const live = await readLive();
  if (live?.placement === one.placement) return;
  await bucket.put('index.html', await entryPage(bucket, one.digest), {
    ...{ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
    ...{ 'x-amz-meta-placement': one.placement, 'x-amz-meta-digest': one.digest },
    // Pages that are open still ask for its files.
    ...(live?.digest ? { 'x-amz-meta-before': live.digest } : {}),
  });
}

async function sweep({ stable, candidate }) {
  const live = await readLive();
  await removeOthers(bucket, [stable?.digest, candidate?.digest, live?.digest, live?.before].filter(Boolean));
}

const isOf = (one, { version, artifacts: [{ digest }] }) => one?.version === version && one.digest === digest;
const placed = ({ version, artifacts: [{ digest }] }) => ({ placement: effect_id, version, digest });

const verbs = {
  observe: () => undefined,
  prepare: async () => {
    await upload(bucket, release);
    const tracks = await readTracks();
    if (!isOf(tracks.candidate, release)) await writeTracks({ ...tracks, candidate: placed(release) });
  },
  shift: async () => {
    if (weight !== 0 && weight !== 100) throw new Error(`a site has one entry page: ${weight} % cannot be had`);
    const one = (await readTracks())[weight === 100 ? 'candidate' : 'stable'];
    if (one === null) throw new Error('nothing is there to be served');
    await serve(one);
  },
  settle: async () => {
    const { stable, candidate } = await readTracks();
    const tracks = isOf(candidate, release) ? { stable: candidate, candidate: null } : { stable, candidate };
    await writeTracks(tracks);
    if (tracks.stable !== null) await serve(tracks.stable);
    await sweep(tracks);
  },
  rollback: async () => {
    if (previous === null) return bucket.remove('index.html');
    const tracks = await readTracks();
    const stable = isOf(tracks.stable, previous) ? tracks.stable : placed(previous);
    await upload(bucket, previous);
    await writeTracks({ ...tracks, stable });
    await serve(stable);
  },
  cleanup: async () => {
    const tracks = await readTracks();
    if (tracks[track] !== null && (await readLive())?.placement === tracks[track].placement)
      throw new Error(`visitors get the ${track}: it stays`);
    await writeTracks({ ...tracks, [track]: null });
    await sweep({ ...tracks, [track]: null });
  },
};
await verbs[verb]();

// What is answered is read from the bucket, whatever was just written.
const [tracks, live, found] = [await readTracks(), await readLive(), await filesOf(bucket)];
const seen = async (one) =>
  one && {
    ...{ version: one.version, digests: [one.digest], url: `${params.site}/${prefixOf(one.digest)}` },
    ...{ healthy: (await isWhole(bucket, one.digest, found)) ? 1 : 0, total: 1 },
  };
const isLive = (one) => one !== null && live?.placement === one.placement;
const observed = {
  // An entry page that is of neither track was written by somebody else.
  weight: isLive(tracks.candidate) ? 100 : isLive(tracks.stable) ? 0 : null,
  ...{ weights: 'all-or-nothing', url: `${params.site}/` },
  tracks: { stable: await seen(tracks.stable), candidate: await seen(tracks.candidate) },
};
console.log(JSON.stringify({ ok: true, observed }));
