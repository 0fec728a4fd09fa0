import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isName } from '../../core/kernel/id.ts';
import type { Detected, Packages } from './detected.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type GitLook, lookAtGit } from './repository.ts';
import { SERVER_FILES, startCommand } from './start-command.ts';

const SMOKE_SCRIPTS = ['smoke', 'test:smoke', 'smoke-test'];
const OTHER_LOCKS = ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'];
const CONTAINER_FILES = ['Dockerfile', 'Containerfile', 'compose.yaml', 'docker-compose.yml', 'docker-compose.yaml'];
const LARGEST_SERVER = 1024 * 1024;

/** Looks at a folder: what is there to start, to build, to check, and where it is kept. Changes nothing. */
export async function detect(dir: string): Promise<Detected> {
  const read = await readManifest(join(dir, 'package.json'));
  const manifest = read === 'unreadable' ? null : read;
  const mains = manifest?.main === undefined ? [] : [manifest.main.replace(/^\.\//, '')];
  const present = await thoseThere(dir, [...SERVER_FILES, ...mains]);
  const start = startCommand(manifest, present);
  const server = start?.file ? await readServer(dir, start.file) : null;
  const git = await lookAtGit(dir);
  return {
    unit: unitName(manifest?.name, basename(dir)),
    version: manifest?.version ?? null,
    start,
    server: server?.file ?? null,
    healthPath: server === null ? null : healthPathIn(server.text),
    readsPort: server === null || /\bPORT\b/.test(server.text),
    hasBuild: manifest?.scripts.build !== undefined,
    hasTest: isTest(manifest?.scripts.test),
    smokeScript: SMOKE_SCRIPTS.find((name) => manifest?.scripts[name] !== undefined) ?? null,
    packages: await packagesOf(dir, manifest),
    hasDevelopmentPackages: Object.keys(manifest?.devDependencies ?? {}).length > 0,
    manifest: read === 'unreadable' ? 'unreadable' : read === null ? 'none' : 'read',
    dockerfile: (await thoseThere(dir, CONTAINER_FILES)).length > 0,
    git,
    github: isAtGithub(git) || (await isFolder(join(rootOf(git, dir), '.github'))),
  };
}

/** A name that a unit may have: `@acme/Check Out` becomes `check-out`. */
export function unitName(written: string | undefined, folder: string): string {
  for (const text of [written ?? '', folder]) {
    const name = text
      .toLowerCase()
      .replace(/^@[^/]*\//, '')
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[^a-z0-9]+|-+$/g, '')
      .slice(0, 63);
    if (isName(name)) return name;
  }
  return 'unit';
}

/** The health path that a server's text names, the usual ones in the order in which they are meant. */
export function healthPathIn(text: string): string | null {
  const usual = ['/healthz', '/health', '/readyz', '/ready', '/livez', '/api/health'];
  return usual.find((path) => ['"', "'", '`'].some((quote) => text.includes(`${quote}${path}${quote}`))) ?? null;
}

// `npm init` writes a test that only fails.
const isTest = (script: string | undefined): boolean => script !== undefined && !script.includes('no test specified');

const isAtGithub = (git: GitLook): boolean =>
  git.kind === 'repository' && /(^|\.)github\./.test(git.repository.remoteHost ?? '');

const rootOf = (git: GitLook, dir: string): string => (git.kind === 'repository' ? git.repository.root : dir);

async function packagesOf(dir: string, manifest: Manifest | null): Promise<Packages> {
  const needed = { ...manifest?.dependencies, ...manifest?.devDependencies };
  if (Object.keys(needed).length === 0) return 'none';
  if ((await thoseThere(dir, ['package-lock.json', 'npm-shrinkwrap.json'])).length > 0) return 'npm-lock';
  return (await thoseThere(dir, OTHER_LOCKS)).length > 0 ? 'other' : 'npm-without-lock';
}

async function thoseThere(dir: string, names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    names.map(async (name) => ((await sizeOf(join(dir, name))) === null ? undefined : name)),
  );
  return found.filter((name) => name !== undefined);
}

const sizeOf = (file: string): Promise<number | null> =>
  stat(file).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  );

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** The server's text: the file that is started, or what it is built from when it is not built yet. */
async function readServer(dir: string, file: string): Promise<{ readonly file: string; readonly text: string } | null> {
  const bare = file.replace(/^(?:\.\/)?(?:dist|build|out|lib)\//, '');
  const sources = bare === file ? [] : [bare, `src/${bare}`];
  const typed = sources.map((one) => one.replace(/js$/, 'ts'));
  for (const one of [file, ...sources, ...typed]) {
    const text = await readSmall(join(dir, one));
    if (text !== null) return { file: one, text };
  }
  return null;
}

async function readSmall(file: string): Promise<string | null> {
  const size = await sizeOf(file);
  return size === null || size > LARGEST_SERVER ? null : readFile(file, 'utf8');
}
