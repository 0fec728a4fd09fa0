import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { detect, healthPathIn, unitName } from './detect.ts';
import { hostOf } from './repository.ts';

let root: string;
let dir: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-detect-')));
  dir = join(root, 'shop');
  mkdirSync(dir);
});
afterEach(() => rmSync(root, { recursive: true }));

function have(files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

const SERVER = `serve(process.env.PORT, { '/health': ok })`;

describe('what init finds', () => {
  it.each([
    ['a server file alone', { 'server.js': SERVER }, { unit: 'shop', version: null, manifest: 'none' }],
    [
      'name and version',
      { 'package.json': { name: '@acme/Till', version: '2.1.0' } },
      { unit: 'till', version: '2.1.0' },
    ],
    ['the health path in the server', { 'server.js': SERVER }, { server: 'server.js', healthPath: '/health' }],
    ['a server that ignores PORT', { 'server.js': 'listen(3000)' }, { readsPort: false, healthPath: null }],
    [
      'the source of a server that is built',
      { 'package.json': { scripts: { start: 'node dist/main.js', build: 'tsc' } }, 'src/main.ts': SERVER },
      { server: 'src/main.ts', healthPath: '/health', hasBuild: true },
    ],
    ['a test', { 'package.json': { scripts: { test: 'node --test' } } }, { hasTest: true }],
    [
      'no test in the one that npm writes',
      { 'package.json': { scripts: { test: 'echo "Error: no test specified" && exit 1' } } },
      { hasTest: false },
    ],
    ['a smoke script', { 'package.json': { scripts: { 'test:smoke': 'x' } } }, { smokeScript: 'test:smoke' }],
    ['packages without a lock', { 'package.json': { dependencies: { a: '1' } } }, { packages: 'npm-without-lock' }],
    [
      'packages with a lock',
      { 'package.json': { devDependencies: { a: '1' } }, 'package-lock.json': {} },
      { packages: 'npm-lock', hasDevelopmentPackages: true },
    ],
    ['another lock', { 'package.json': { dependencies: { a: '1' } }, 'pnpm-lock.yaml': '' }, { packages: 'other' }],
    ['a Dockerfile', { Dockerfile: 'FROM scratch' }, { dockerfile: true }],
    ['a package.json that is none', { 'package.json': '{' }, { manifest: 'unreadable', unit: 'shop' }],
    [
      'scripts that are no texts',
      { 'package.json': { name: 'till', scripts: { start: 7 } } },
      { unit: 'till', start: null },
    ],
    ['no repository', {}, { git: { kind: 'none' }, github: false }],
    ['a .github folder', { '.github/keep': '' }, { github: true }],
  ] as const)('%s', async (_, files, expected) => {
    have(files);

    expect(await detect(dir)).toMatchObject(expected);
  });

  it('the repository around it, its remote, and where the folder lies in it', async () => {
    const git = (...args: readonly string[]) => execFileSync('git', ['-C', root, ...args]);
    git('init', '--quiet');
    git('remote', 'add', 'origin', 'git@github.com:acme/shop.git');
    have({ 'new.txt': 'x', '.plimsoll/journal': 'x' });

    expect(await detect(dir)).toMatchObject({
      git: {
        kind: 'repository',
        repository: { root, prefix: 'shop/', head: null, remoteHost: 'github.com', dirtyPaths: ['shop/new.txt'] },
      },
      github: true,
    });
  });

  it.each([
    ['https://user:secret@github.com/acme/shop', 'github.com'],
    ['ssh://git@gitlab.acme.test:22/shop.git', 'gitlab.acme.test'],
    ['git@github.com:acme/shop.git', 'github.com'],
    ['/srv/git/shop.git', null],
    ['../shop', null],
    ['', null],
  ])('the host of the remote %s', (remote, host) => {
    expect(hostOf(remote)).toBe(host);
  });

  it.each([
    ['@acme/Check Out!', 'x', 'check-out'],
    [undefined, 'My Shop', 'my-shop'],
    ['###', '..', 'unit'],
    ['a'.repeat(200), 'x', 'a'.repeat(63)],
  ])('a unit name in %s', (written, folder, name) => {
    expect(unitName(written, folder)).toBe(name);
  });

  it('takes only a whole quoted path for a health path', () => {
    expect(healthPathIn(`get('/healthzone')`)).toBeNull();
    expect(healthPathIn('get(`/readyz`)')).toBe('/readyz');
  });
});
