import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../src/cli/outcome.ts';
import { leavesOf, modelOf } from '../../src/cli/program/model.ts';
import { program } from '../../src/cli/program.ts';
import { Commands } from './world/commands.ts';
import { build } from './world/program.ts';
import { stillRunning } from './world/world.ts';

const commands = leavesOf(modelOf(program(async () => undefined, '')).commands);

/** What an example leaves to a shell or to a person is said here in words that every situation allows. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  // It would play for a minute: in a folder that is somebody else's it refuses.
  demo: ['demo', '--folder', '.'],
  events: ['events', 'dep_1'],
};

/** A command with the words that it needs. */
function wordsOf(name: string): readonly string[] {
  const line = commands.find(({ words }) => words.join(' ') === name)?.examples[0]?.line ?? '';
  const own = /plimsoll ([^>|)]*)/.exec(line)?.[1]?.replaceAll('dep_…', 'dep_1') ?? '';
  return OTHERWISE[name] ?? (own.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll(/["']/g, ''));
}

let root: string;
let dir: string;
let known: ReadonlySet<string>;
let running: Commands;
beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-every-'));
  dir = join(root, 'unit');
  await mkdir(join(dir, 'storefront'), { recursive: true });
  await cp(join(import.meta.dirname, '../../examples/storefront/plimsoll.yaml'), join(dir, 'plimsoll.yaml'));
  await writeFile(join(dir, '.plimsoll'), 'a file where the state folder should be');
  running = new Commands(dir, { XDG_CONFIG_HOME: join(root, 'config') });
  const page = await readFile(join(import.meta.dirname, '../../docs/reference/errors.md'), 'utf8');
  known = new Set([...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, code = '']) => code));
});

afterAll(async () => {
  running.end();
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

/** Runs a command and checks that its answer is one document that tells the truth about itself. */
async function documentOf(name: string, more: readonly string[]): Promise<Document> {
  const { out, exit } = await running.run(...wordsOf(name), '-o', 'json', ...more);
  const document = JSON.parse(out) as Document;
  expect(document).toMatchObject({ schema: 'plimsoll/v1', command: name, exit, ok: exit === 0 });
  expect(document.errors.length > 0).toBe(exit !== 0);
  for (const { code, message, remedy } of document.errors) {
    expect(known).toContain(code.replace(/^doctor-.*/, 'doctor-…'));
    expect([message, remedy]).not.toContain('');
  }
  return document;
}

describe.each(commands.map(({ words }) => words.join(' ')))('%s', (name) => {
  it('answers a flag that it does not know with one document and exit 2', async () => {
    const { exit, errors, next } = await documentOf(name, ['--bogus']);

    expect([exit, errors[0]?.code]).toEqual([2, 'usage']);
    expect(next.length).toBeGreaterThan(0);
  });

  it('answers with one document where the state folder cannot be used', async () => {
    const { exit } = await documentOf(name, []);

    // Done without it, something that is not there, refused, or only for a person: never a bug.
    expect([0, 2, 3, 4, 12, 14]).toContain(exit);
  });

  it.skipIf(name === 'serve')(
    'answers with one document where the control plane that was named is not there',
    async () => {
      const { exit } = await documentOf(name, ['--server', 'unix:nowhere.sock']);

      expect([0, 2, 3, 4, 11, 12, 14]).toContain(exit);
    },
  );
});
