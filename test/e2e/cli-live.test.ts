import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AtPty, atPty } from '../terminal/at-pty.ts';
import { Emulator } from '../terminal/emulator.ts';
import { MAIN_FILE, plimsoll } from './world/program.ts';
import type { Users } from './world/users.ts';
import { newWorld, type World } from './world/world.ts';

/** Stages that end when the test has looked at them. */
const STAGES = [
  { weight: '20%', duration: '5s' },
  { weight: '50%', duration: '2s' },
];

let world: World;
let dir: string;
let users: Users;
const running: AtPty[] = [];

beforeAll(async () => {
  world = await newWorld();
  dir = world.plane.dir;
  users = await world.users();
});
afterEach(() => {
  for (const terminal of running.splice(0)) terminal.kill();
});
afterAll(async () => {
  await users.leave();
  expect(await world.end()).toEqual([]);
});

/** A command at a real pseudo-terminal whose screen can be looked at. */
function atScreen(columns: number, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const emulator = new Emulator(columns, 24);
  const waiters: { readonly what: RegExp; readonly found: () => void }[] = [];
  let raw = '';
  const terminal = atPty(
    [process.execPath, MAIN_FILE, ...args, '-C', dir],
    { dir, columns, env: { ...process.env, TERM: 'xterm-256color', CI: '', GITHUB_ACTIONS: '', ...env } },
    (text) => {
      raw += text;
      emulator.write(text);
      for (const { what, found } of waiters) if (what.test(emulator.all)) found();
    },
  );
  running.push(terminal);
  return {
    emulator,
    ended: terminal.ended,
    raw: () => raw,
    type: terminal.type,
    /** Resolves when the terminal shows this. */
    sees: (what: RegExp): Promise<void> =>
      new Promise((found) => {
        if (what.test(emulator.all)) found();
        else waiters.push({ what, found });
      }),
  };
}

const newest = async () => {
  const [view] = await world.plane.client.list();
  if (view === undefined) throw new Error('nothing was deployed');
  return view;
};

/** A deployment that went well, as the world's first one did. */
const completed = async (): Promise<string> =>
  (await world.plane.client.list()).find(({ phase }) => phase === 'completed')?.id ?? '';

describe('deploy at a terminal of 80 columns', () => {
  it('shows the whole life in place, holds and goes on by key, and leaves the last frame and a report', async () => {
    await world.counter.release('1.1.0', {}, { stages: STAGES, bake: '2s' });
    const screen = atScreen(80, ['deploy', '--reason', 'a test']);

    await screen.sees(/waiting for a person’s approval[\s\S]*who ends it: person:demo/);
    const { id } = await newest();
    await world.approver.answer(world.plane.client, id, 'production-promotion', 'approve', 'reads well 全部');
    await screen.sees(/Rolling out canary stage 1\/3 · 20 % .*left[\s\S]*error_rate < 10% {2}(\S+ %|no data)/);
    screen.type('h');
    await screen.sees(/Reason \(Enter does it, Esc leaves it\)/);
    screen.type('looking at a graph');
    await screen.sees(/looking at a graph/);
    screen.type('\r');
    await screen.sees(/! held: looking at a graph/);
    await world.plane.client.ask(id, { kind: 'resume', reason: 'it is fine' });

    expect(await screen.ended).toBe(0);
    const shown = screen.emulator.all;
    expect(shown).toMatch(/✔ Approval .*person:demo \(demo\) “reads well 全部”/);
    expect(shown).toMatch(/✔ completed {3}DEPLOYMENT_COMPLETE/);
    expect(shown.match(/^counter → production/gm)).toHaveLength(1);
    expect(shown).not.toContain('[d] detach');
    expect(screen.raw()).not.toContain('\u001b[?1049');
    expect(screen.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(screen.raw().lastIndexOf('\u001b[?25l'));
    expect((await newest()).holds).toEqual([]);
  });

  it('is left by d and by Ctrl-C, which stop nothing and say how to return, hold and roll back', async () => {
    await world.counter.release('1.2.0', {}, { stages: STAGES, bake: '2s' });

    const leftBy = async (key: string) => {
      const screen = atScreen(140, ['deploy']);
      await screen.sees(/\[d\] detach/);
      screen.type(key);
      return { exit: await screen.ended, shown: screen.raw() };
    };
    const left = [await leftBy('d'), await leftBy('\u0003')];

    const open = await newest();
    for (const { exit, shown } of left) {
      expect(exit).toBe(130);
      expect(shown).toContain('the deployment goes on');
      for (const command of ['watch', 'hold', 'rollback']) expect(shown).toContain(`plimsoll ${command} ${open.id}`);
    }
    expect(open.over).toBe(false);
    await world.plane.client.ask(open.id, { kind: 'abort', reason: 'seen enough' });
  });
});

describe('what a terminal is written', () => {
  it.each([
    ['no colour with NO_COLOR', [], { NO_COLOR: '1' }, (raw: string) => raw.includes('\u001b[3'), false],
    ['colour without it', [], { NO_COLOR: '' }, (raw: string) => raw.includes('\u001b[3'), true],
    [
      'only signs of every terminal with --ascii',
      ['--ascii'],
      {},
      (raw: string) => Buffer.byteLength(raw) !== raw.length,
      false,
    ],
    ['no cursor moves where TERM is dumb', [], { TERM: 'dumb' }, (raw: string) => raw.includes('\u001b'), false],
    ['no cursor moves on CI', [], { CI: 'true', NO_COLOR: '1' }, (raw: string) => raw.includes('\u001b'), false],
  ] as const)('%s', async (_, flags, env, what, isThere) => {
    const id = await completed();

    const screen = atScreen(100, ['watch', id, ...flags], env);
    await screen.ended;

    expect(screen.raw()).toContain('counter');
    expect(what(screen.raw())).toBe(isThere);
  });
});

describe('deploy in a pipe', () => {
  it('prints one named line for each change and the report, without a code for colour or cursor', async () => {
    const id = await completed();

    const ran = await plimsoll(dir, 'watch', id, '--tz', 'UTC');

    const lines = ran.out.split('\n');
    const changes = lines.filter((line) => /^\d\d:\d\d:\d\d\+00:00 [a-z-]+ \S/.test(line));
    expect(changes.length).toBeGreaterThan(20);
    expect(changes.some((line) => / (rolling-out stage=1\/3 weight=20%|baking) left=\S+ error_rate=/.test(line))).toBe(
      true,
    );
    expect(lines.slice(changes.length).join('\n')).toMatch(
      /^counter → production[\s\S]*✔ completed {3}DEPLOYMENT_COMPLETE/,
    );
    expect(ran.out).not.toContain('\u001b');
  });

  it('prints the report alone with --progress report, and nothing with none', async () => {
    const id = await completed();

    const report = await plimsoll(dir, 'watch', id, '--progress', 'report');
    const none = await plimsoll(dir, 'watch', id, '--progress', 'none');

    expect(report.out).toMatch(/^counter → production/);
    expect(none.out).toBe('');
    expect([report.exit, none.exit]).toEqual([0, 0]);
  });

  it('on a runner of GitHub: groups, an annotation, outputs and a summary', async () => {
    const { id, environment } = await newest();
    const files = await mkdtemp(join(tmpdir(), 'plimsoll-runner-'));
    const [output, summary] = [join(files, 'output'), join(files, 'summary')];
    const env = { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary };
    const good = await completed();

    const aborted = await execa(process.execPath, [MAIN_FILE, 'watch', id, '-C', dir], { env, reject: false });
    await execa(process.execPath, [MAIN_FILE, 'watch', good, '-C', dir], { env });

    expect(environment).toBe('production');
    expect(aborted.stdout).toMatch(/^::group::Packaging\n/);
    expect(aborted.stderr).toMatch(/^::error title=aborted::.*%0Anext: /m);
    expect(await readFile(output, 'utf8')).toContain(`deployment_id=${good}\nsignal=DEPLOYMENT_COMPLETE\nurl=`);
    expect(await readFile(summary, 'utf8')).toMatch(/^### .*Report/m);
    await rm(files, { recursive: true });
  });
});
