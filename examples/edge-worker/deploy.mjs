// The command of this unit: it tells an edge, by the exec contract, what runs on which track and who gets how much of the traffic.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const verb = process.argv.at(-1);
const { params, release, previous, weight, track } = JSON.parse(readFileSync(0, 'utf8'));

async function edge(method, path, body) {
  const answer = await fetch(new URL(path, params.edge), { method, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Puts a release on a track, unless just that is there: the same effect may come twice. */
async function put(name, { version, artifacts }) {
  const [worker] = artifacts;
  const { tracks } = await edge('GET', '/');
  if (tracks[name]?.version === version && tracks[name]?.digests[0] === worker.digest) return;
  const { zip } = JSON.parse(readFileSync(join(worker.folder, 'function.json'), 'utf8'));
  const code = readFileSync(join(worker.folder, zip.file)).toString('base64');
  await edge('PUT', `/tracks/${name}`, { version, digests: [worker.digest], code });
}

const verbs = {
  observe: () => undefined,
  prepare: () => put('candidate', release),
  shift: () => edge('POST', '/weight', { weight }),
  settle: () => edge('POST', '/settle', { digest: release.artifacts[0].digest }),
  rollback: async () => {
    if (previous !== null) await put('stable', previous);
    await edge('POST', '/weight', { weight: previous === null ? null : 0 });
  },
  cleanup: () => edge('DELETE', `/tracks/${track}`),
};

await verbs[verb]();
// What is answered is what the edge says now, not what it was told.
console.log(JSON.stringify({ ok: true, observed: await edge('GET', '/') }));
