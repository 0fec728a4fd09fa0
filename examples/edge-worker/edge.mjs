// A small edge on this machine: each track is a real workerd, and requests are shared out between them by weight.
//   node edge.mjs ADMIN_PORT PUBLIC_PORT          (0 takes a free one; both addresses are printed)
import { createServer } from 'node:http';
import { Miniflare } from 'miniflare';
import { unzip } from './unzip.mjs';

const [adminPort = '0', publicPort = '0'] = process.argv.slice(2);
const tracks = { stable: null, candidate: null };
const counts = { stable: { requests: 0, errors: 0 }, candidate: { requests: 0, errors: 0 } };
let weight = null;
let turn = 0;

async function place(name, { version, digests, code }) {
  const files = unzip(Buffer.from(code, 'base64'));
  const worker = new Miniflare({ modules: true, script: files.get('index.mjs'), host: '127.0.0.1', port: 0 });
  const url = (await worker.ready).href;
  const before = tracks[name];
  tracks[name] = { version, digests, url, worker, busy: 0 };
  await end(before);
}

/** Ends a worker that gets no more requests, once it has answered those that it has. */
async function end(track) {
  while (track?.busy > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await track?.worker.dispose();
}

async function seen({ version, digests, url }) {
  const healthy = await fetch(new URL('healthz', url)).then(
    (answer) => (answer.ok ? 1 : 0),
    () => 0,
  );
  return { version, digests, healthy, total: 1, url };
}

const act = {
  'PUT /tracks/stable': (body) => place('stable', body),
  'PUT /tracks/candidate': (body) => place('candidate', body),
  'DELETE /tracks/stable': () => remove('stable'),
  'DELETE /tracks/candidate': () => remove('candidate'),
  'POST /weight': (body) => {
    weight = body.weight;
  },
  'POST /settle': ({ digest }) => {
    if (tracks.candidate?.digests[0] === digest) [tracks.stable, tracks.candidate] = [tracks.candidate, tracks.stable];
    weight = 0;
  },
  'GET /': () => undefined,
};

async function remove(name) {
  const before = tracks[name];
  tracks[name] = null;
  await end(before);
}

const admin = createServer(async (request, response) => {
  const text = await textOf(request);
  if (request.url === '/counts') return response.end(JSON.stringify(counts));
  const what = act[`${request.method} ${request.url}`];
  if (what === undefined) return response.writeHead(404).end('no such thing\n');
  try {
    await what(text === '' ? undefined : JSON.parse(text));
    const shown = {};
    for (const name of ['stable', 'candidate']) shown[name] = tracks[name] === null ? null : await seen(tracks[name]);
    response.end(JSON.stringify({ weight, tracks: shown, url: addressOf(front) }));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});

const front = createServer(async (request, response) => {
  const share = weight ?? 0;
  // Evenly spread, and exact over a hundred requests.
  const name = (turn++ * 61) % 100 < share ? 'candidate' : 'stable';
  const track = weight === null ? null : tracks[name];
  if (track === null) return response.writeHead(503, { 'retry-after': '5' }).end('nobody serves\n');
  counts[name].requests += 1;
  track.busy += 1;
  try {
    const url = new URL(request.url, track.url);
    // A connection that was kept may just have been closed at its other end: asked once more, on a new one.
    const answer = await fetch(url).catch(() => fetch(url, { headers: { connection: 'close' } }));
    if (answer.status >= 500) counts[name].errors += 1;
    // Read here, so it goes on without what said how it was packed.
    const kept = [...answer.headers].filter(
      ([name]) => !/^(content-(encoding|length)|transfer-encoding|connection)$/.test(name),
    );
    response.writeHead(answer.status, Object.fromEntries(kept)).end(Buffer.from(await answer.arrayBuffer()));
  } catch {
    counts[name].errors += 1;
    response.writeHead(502).end();
  } finally {
    track.busy -= 1;
  }
});

async function textOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

// Users keep their connections: one must not be closed in the moment that it is used again.
front.keepAliveTimeout = 0;

const addressOf = (server) => `http://127.0.0.1:${server.address().port}`;
const listening = (server, port) => new Promise((resolve) => server.listen(Number(port), '127.0.0.1', resolve));
await listening(admin, adminPort);
await listening(front, publicPort);
console.log(JSON.stringify({ admin: addressOf(admin), users: addressOf(front) }));

process.on('SIGTERM', async () => {
  await Promise.all([remove('stable'), remove('candidate')]);
  process.exit(0);
});
