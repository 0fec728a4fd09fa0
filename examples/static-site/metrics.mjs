// A bucket counts no requests, so the site is visited: a visit that misses anything is an error, of the track that was shown.
import { visit } from './visit.mjs';

const VISITS = 3;
const [site] = process.argv.slice(2);
const tracks = await fetch(`${site}/tracks.json`);
const candidate = tracks.ok ? (await tracks.json()).candidate : null;
const counts = { stable: { requests: 0, errors: 0 }, candidate: { requests: 0, errors: 0 } };
for (let visits = 0; visits < VISITS; visits += 1) {
  const { page, missing } = await visit(`${site}/index.html`);
  const isCandidate = candidate !== null && page.includes(`<base href="releases/${candidate.digest.slice(7, 23)}/">`);
  const count = counts[isCandidate ? 'candidate' : 'stable'];
  count.requests += 1;
  if (missing.length > 0) count.errors += 1;
}
for (const [track, count] of Object.entries(counts)) {
  if (count.requests > 0) console.log(JSON.stringify({ track, ...count }));
}
