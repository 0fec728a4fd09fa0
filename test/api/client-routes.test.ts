import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { controlPlaneClient } from '../../src/api/client.ts';
import type { ControlPlane } from '../../src/api/control-plane.ts';
import { ROUTES } from '../../src/core/authorisation/route-table.ts';

/** What a page asks before anybody is known, and no client of a control plane. */
const OF_PAGES_ALONE = ['POST /api/v1/sessions/options', 'POST /api/v1/sessions', 'POST /api/v1/page-codes/redeem'];
/** Who in the command line opens a connection by itself, and to whom. */
const MAY_CONNECT: Readonly<Record<string, string>> = {
  'connect.ts': 'the control plane, for all commands',
  'tls-peer.ts': 'the same over TLS, for connect.ts',
  'quick/status.ts': 'the control plane, for `status -o json` in a fraction of the time',
  'demo/load.ts': 'the storefront of the demo, as its users',
  'doctor/look-at-plane.ts': 'instances, for their health',
  'doctor/isolation/reach.ts': 'sockets that the account of agents must not reach',
  'init/smoke-text.ts': 'nobody: it is the text of a smoke test',
};

const patterns = Object.keys(ROUTES).map((name) => {
  const path = name.replaceAll(/:[a-z]+/g, '[^/]+').replace('*', '.*');
  return { name, pattern: new RegExp(`^${path}$`) };
});
const routesOf = (asked: string): readonly string[] =>
  patterns.filter(({ pattern }) => pattern.test(asked.replace(/\?.*/, ''))).map(({ name }) => name);

/** Calls every method of the client and gives what it asked. */
async function everything(): Promise<ReadonlyMap<string, string>> {
  const asked: string[] = [];
  const plane = controlPlaneClient(async (method, path) => {
    asked.push(`${method} ${path}`);
    return { status: 200, text: 'null' };
  });
  const place = { unit: 'u', environment: 'e', after: 0, until: 0 };
  const found = new Map<string, string>();
  for (const name of Object.keys(plane) as (keyof ControlPlane)[]) {
    const first = [
      'environment',
      'environmentBlackouts',
      'holdEnvironment',
      'prune',
      'actSheet',
      'proposeAdoption',
      'actChallenge',
      'act',
      'policy',
    ].includes(name);
    const isQuery = ['blackouts', 'history', 'audit', 'delivery', 'tryGate', 'readMetric', 'checkSources'].includes(
      name,
    );
    const call = plane[name] as (...values: unknown[]) => Promise<unknown>;
    await call(first || isQuery ? place : 'x', name === 'actSheet' || name === 'act' ? 'release' : place, place);
    found.set(name, asked.at(-1) ?? '');
  }
  return found;
}

describe('the client of the API', () => {
  it('asks for nothing but routes of the table, under /api/v1', async () => {
    const asked = await everything();

    expect(asked.size).toBeGreaterThan(45);
    for (const [name, path] of asked) {
      expect(path, name).toMatch(/^(?:GET|POST) \/api\/v1\//);
      expect(routesOf(path), `${name} asks ${path}`).not.toEqual([]);
    }
  });

  it('can ask for everything that the API has, but for how a page comes in', async () => {
    const reached = new Set([...(await everything()).values()].flatMap(routesOf));
    const missing = Object.keys(ROUTES).filter((name) => name.includes('/api/v1/') && !reached.has(name));

    expect(missing.sort()).toEqual([...OF_PAGES_ALONE].sort());
  });
});

describe('the command line', () => {
  const folder = fileURLToPath(new URL('../../src/cli/', import.meta.url));
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({ file: file.replaceAll('\\', '/'), text: readFileSync(`${folder}${file}`, 'utf8') }));

  it('opens connections in these files alone: every command asks the API through one client', () => {
    const connecting = sources.filter(({ text }) => /from 'node:(?:http|https|net|tls|dgram)'|\bfetch\(/.test(text));

    expect(sources.length).toBeGreaterThan(100);
    expect(connecting.map(({ file }) => file).sort()).toEqual(Object.keys(MAY_CONNECT).sort());
  });

  it('names no path of the control plane outside of the API', () => {
    const quick = sources.find(({ file }) => file === 'quick/status.ts')?.text ?? '';
    const paths = [...quick.matchAll(/['"`](\/[a-z][a-z0-9/]*)/g)].map(([, path = '']) => path);

    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) expect(path).toMatch(/^\/api\/v1\//);
  });
});
