import { mkdir, writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OciRegistrySpec } from '../../../core/unit/registry.ts';
import type { BuiltArtifact } from '../../../ports/artifact-builder.ts';
import { anEffect, LASTING, workspace } from '../../../testing/conformance/workspace.ts';
import { ociRegistry } from './index.ts';
import { builtIn, quickly, specAt } from './testing/pieces.ts';
import { PASSWORD, RegistryStandIn } from './testing/registry-stand-in.ts';

const { signal } = new AbortController();
const LOGIN = `Basic ${Buffer.from(`robot:${PASSWORD}`).toString('base64')}`;

let open: RegistryStandIn;
let byToken: RegistryStandIn;
let atOnce: RegistryStandIn;
beforeAll(async () => {
  open = await RegistryStandIn.start();
  byToken = await RegistryStandIn.start({ login: 'token' });
  atOnce = await RegistryStandIn.start({ login: 'basic' });
});
afterAll(() => Promise.all([open.stop(), byToken.stop(), atOnce.stop()]));
afterEach(() => {
  for (const server of [open, byToken, atOnce]) server.clear();
});

describe('a registry', () => {
  const space = workspace();
  let artifact: BuiltArtifact;
  beforeEach(async () => {
    await mkdir(await space.path('built'), { recursive: true });
    artifact = await builtIn(await space.path('built'), 'one');
    await writeFile(await space.path('password'), `${PASSWORD}\n`);
    await writeFile(await space.path('wrong'), 'guessed-at-random');
  });

  const login = async (file = 'password'): Promise<Partial<OciRegistrySpec>> => ({
    login: { username: 'robot', password: { from: 'file', name: await space.path(file) } },
  });
  const at = async (url: string, more: Partial<OciRegistrySpec> = {}) =>
    ociRegistry(specAt(url, more), quickly(await space.path('registry')));
  const push = async (url: string, more: Partial<OciRegistrySpec> = {}, unit = 'shop') =>
    (await at(url, more)).push(artifact, unit, '1', anEffect('push/1'));

  it('that gives tokens is shown the password for them only, and each token is used while it lives', async () => {
    const registry = await at(byToken.url, await login());
    const { digest } = await registry.push(artifact, 'shop', '1', anEffect('push/1'));

    expect(await registry.has('shop', digest, signal)).toBe(true);
    const tokens = byToken.seen.filter(({ path }) => path.startsWith('/token?'));
    const scopes = tokens.map(({ path }) => new URLSearchParams(path.slice(7)).getAll('scope'));
    expect(scopes).toEqual([
      ['repository:shop:pull,push', 'repository:of-its-own:pull'],
      ['repository:shop:pull', 'repository:of-its-own:pull'],
    ]);
    expect(tokens.map(({ authorization }) => authorization)).toEqual([LOGIN, LOGIN]);
    const others = byToken.seen.filter((one) => !tokens.includes(one));
    expect(others.filter(({ authorization = '' }) => authorization.startsWith('Basic'))).toEqual([]);
  });

  it('whose tokens end before they should gives another', async () => {
    const registry = await at(byToken.url, await login());
    const { digest } = await registry.push(artifact, 'shop', '1', anEffect('push/1'));
    byToken.tokens.clear();

    expect(await registry.has('shop', digest, signal)).toBe(true);
  });

  it('that asks for a login at once gets it', async () => {
    expect((await push(atOnce.url, await login())).bytes).toBe(artifact.bytes);
  });

  it.each(['token', 'basic'])('that does not know us (%s) is a lasting failure that names the keys', async (kind) => {
    const { url } = kind === 'token' ? byToken : atOnce;

    await expect(push(url, await login('wrong'))).rejects.toMatchObject({ ...LASTING, message: /registry\.password/ });
    await expect(push(url)).rejects.toMatchObject({ ...LASTING, message: /registry\.(username|password)/ });
  });

  it('that gives back what it was sent puts no secret into an error', async () => {
    byToken.interpose = ({ method, authorization = '' }) =>
      method === 'PUT' ? { status: 400, body: `you sent ${authorization}` } : undefined;
    atOnce.interpose = ({ method, authorization = '' }) =>
      method === 'POST'
        ? { status: 400, body: JSON.stringify({ errors: [{ code: 'X', message: authorization }] }) }
        : undefined;

    for (const { url, tokens } of [byToken, atOnce]) {
      const error: unknown = await push(url, await login()).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(LASTING);
      for (const secret of [PASSWORD, LOGIN.slice(6), ...tokens])
        expect(inspect(error, { depth: 9 })).not.toContain(secret);
    }
  });

  it('cannot have the password sent elsewhere unless the configuration names that host', async () => {
    byToken.interpose = ({ path, authorization }) =>
      path.startsWith('/token') || authorization !== undefined
        ? undefined
        : { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="https://elsewhere.test/token",service="x"' } };

    await expect(push(byToken.url, await login())).rejects.toMatchObject({
      ...LASTING,
      message: /registry\.token_server: elsewhere\.test/,
    });
    expect(byToken.seen.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('may send on to where the bytes lie, which does not learn who we are', async () => {
    const { digest } = await push(atOnce.url, await login());
    for (const [digestOf, bytes] of atOnce.blobs.get('shop') ?? []) {
      open.blobs.set('shop', (open.blobs.get('shop') ?? new Map()).set(digestOf, bytes));
    }
    atOnce.interpose = ({ method, path }) =>
      method === 'GET' && path.includes('/blobs/')
        ? { status: 307, headers: { Location: `${open.url}${path}` } }
        : undefined;

    expect(await (await at(atOnce.url, await login())).has('shop', digest, signal)).toBe(true);
    expect(open.seen).toHaveLength(2);
    expect(open.seen.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it.each([
    ['into a private network', 'http://10.0.0.1/blob', /private address/],
    ["to a cloud's inside", 'http://169.254.169.254/latest', /private address/],
    ['to another machine without TLS', 'http://93.184.216.34/blob', /https only/],
    ['with a login', 'http://a:b@127.0.0.1/blob', /a login in the address/],
    ['to nowhere', 'http://', /nowhere/],
  ])('is not followed %s', async (_, to, why) => {
    const { digest } = await push(open.url);
    open.interpose = ({ path }) => (path.includes('/blobs/') ? { status: 302, headers: { Location: to } } : undefined);

    const looking = (await at(open.url)).has('shop', digest, signal);

    await expect(looking).rejects.toMatchObject({ ...LASTING, message: why });
  });

  it('is not followed for ever', async () => {
    open.interpose = ({ path }) => ({ status: 302, headers: { Location: path } });

    const looking = (await at(open.url)).has('shop', `sha256:${'0'.repeat(64)}`, signal);

    await expect(looking).rejects.toMatchObject({ ...LASTING, message: /again and again/ });
    expect(open.seen).toHaveLength(4);
  });

  it('on this machine is spoken to only where its range is listed, and on another without TLS never', async () => {
    await expect(push(open.url, { allowPrivate: [] })).rejects.toMatchObject({ ...LASTING, message: /allow_private/ });
    const far = push('http://10.9.8.7', { allowPrivate: ['10.0.0.0/8'] });
    await expect(far).rejects.toMatchObject({ ...LASTING, message: /https only/ });
    expect(open.seen).toEqual([]);
  });
});
