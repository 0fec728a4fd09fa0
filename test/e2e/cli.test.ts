import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedLine } from '../../src/api/feed.ts';
import type { Logs } from '../../src/api/logs.ts';
import { atTerminal } from './world/at-terminal.ts';
import { Commands } from './world/commands.ts';
import { documentOf, resultOf } from './world/document.ts';
import { ENDINGS } from './world/endings.ts';
import { endsWith } from './world/ends-with.ts';
import { MAIN_FILE, plimsoll } from './world/program.ts';
import { newWorld, type World } from './world/world.ts';

const linesOf = (text: string): FeedLine[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as FeedLine);

const isLifted = ({ type, body }: FeedLine): boolean =>
  type === 'HoldLifted' && (body as { readonly note?: string }).note === 'seen enough';

/** The rows of a kind of all commands, with the names of deployments filled in when they run. */
const rowsOf = (kind: 'world' | 'live' | 'back') =>
  Object.entries(ENDINGS).flatMap(([command, endings]) =>
    (endings[kind] ?? []).map(([args, exit]) => ({ command, args, exit })),
  );

describe('with a service in production', () => {
  let world: World;
  let dir: string;
  let commands: Commands;
  /** Deployments by what became of them: DONE, FAILED, ABORTED, WAITING; and LIVE, which is WAITING once it was approved. */
  const ids: Record<string, string> = {};
  const named = (args: string): string => args.replaceAll(/\b[A-Z]{4,}\b/g, (name) => ids[name] ?? name);

  async function shipped(version: string, exit: number): Promise<string> {
    await world.counter.release(version, {}, { stages: [{ weight: '20%', duration: '10m' }] });
    const ran = await plimsoll(dir, 'deploy', '--no-wait', '-o', 'json');
    expect(documentOf(ran, 'deploy').exit).toBe(exit);
    return (JSON.parse(ran.out) as { readonly data: { readonly id: string } }).data.id;
  }

  beforeAll(async () => {
    world = await newWorld();
    dir = world.plane.dir;
    commands = new Commands(dir);
    ids.DONE = (await world.plane.client.list())[0]?.id ?? '';
    const smoke = await readFile(join(dir, 'smoke.js'), 'utf8');
    await writeFile(join(dir, 'smoke.js'), 'console.log("the till is closed");\nprocess.exit(1);\n');
    ids.FAILED = await shipped('1.1.0', 5);
    await writeFile(join(dir, 'smoke.js'), smoke);
    ids.ABORTED = await shipped('1.1.1', 6);
    expect((await plimsoll(dir, 'abort', ids.ABORTED, '--reason', 'a test')).exit).toBe(0);
    ids.WAITING = await shipped('1.1.2', 6);
  });
  afterAll(async () => {
    commands.end();
    expect(await world.end()).toEqual([]);
  });

  it.each(rowsOf('world'))('`$args` ends with $exit', ({ command, args, exit }) =>
    endsWith(commands, command, named(args), exit, 'json'),
  );

  it('answers with where the deployment stands, also when it refuses', async () => {
    const refused = documentOf(await plimsoll(dir, 'hold', ids.WAITING ?? '', '--reason', 'why', '-o', 'json'), 'hold');

    expect(refused).toMatchObject({
      exit: 4,
      phase: 'awaiting-approval',
      waiting: { for: 'production-promotion', who: ['person:demo'], default: 'expires' },
    });
    expect(refused.next[0]?.command).toBe(`plimsoll approve ${ids.WAITING}`);
  });

  it('shows what the failed check printed, and says that this is what shows it', async () => {
    const ran = await plimsoll(dir, 'logs', ids.FAILED ?? '', '-o', 'json');
    const { parts, telling } = documentOf(ran, 'logs').data as Logs;

    expect(parts[telling ?? -1]).toMatchObject({ of: 'check', lines: ['the till is closed'] });
    expect((await plimsoll(dir, 'logs', ids.FAILED ?? '', '--check', 'smoke')).out).toContain('the till is closed');
  });

  it('keeps the logs of a release that ended, under its deployment', async () => {
    const { parts } = documentOf(await plimsoll(dir, 'logs', ids.DONE ?? '', '-o', 'json'), 'logs').data as Logs;

    expect(parts.map((part) => part.name)).toContain('candidate on production');
    expect(parts.filter((part) => part.of === 'check').length).toBeGreaterThanOrEqual(3);
  });

  it('has a line for each unit and environment, and one line for a prompt', async () => {
    const { out } = await plimsoll(dir, 'status', '--compact', '--tz', 'UTC');

    expect(out).toMatch(
      /^counter → production · 1\.1\.2 · awaiting-approval · STAGING_READY · waits for production-promotion: person:demo until .*\d\d:\d\d UTC, then expires$/,
    );
  });

  describe('a quick answer', () => {
    const asked = [
      ['status', '-o', 'json'],
      ['status', '--json'],
      ['status', 'DONE', '-o', 'json'],
      ['status', '-o', 'json', 'WAITING'],
      ['status', 'FAILED', '--json', '-o', 'json'],
    ];
    /** What differs from moment to moment. */
    const steady = (text: string): string => text.replaceAll(/"at":"[^"]+"/g, '"at":""');

    it.each(asked)('%s %s %s %s says the same as the whole program', async (...args) => {
      const words = args.filter((word) => word !== undefined).map(named);
      const quick = await execa(process.execPath, [MAIN_FILE, ...words, '-C', dir]);
      // A quiet program is the whole one.
      const whole = await execa(process.execPath, [MAIN_FILE, ...words, '-C', dir, '-q']);

      expect(steady(quick.stdout)).toBe(steady(whole.stdout));
      expect([quick.stderr, whole.stderr]).toEqual(['', '']);
    });
  });

  describe('while production is being changed', () => {
    beforeAll(async () => {
      ids.LIVE = ids.WAITING ?? '';
      await world.approver.answer(world.plane.client, ids.LIVE, 'production-promotion', 'approve', 'a test');
      // The first stage takes ten minutes: it stays there for whatever comes.
      await world.plane.patiently(async () => {
        const { traffic } = await world.plane.client.get(ids.LIVE ?? '');
        return traffic?.kind === 'split' && traffic.candidate === 200 ? traffic : undefined;
      });
    });

    it('has a live feed of every event, each once, although the control plane is killed in between', async () => {
      const feed = execa(process.execPath, [MAIN_FILE, 'events', '-o', 'ndjson', '--from', '1', '-C', dir], {
        reject: false,
      });
      const seen = (): readonly FeedLine[] => linesOf(heard);
      let heard = '';
      feed.stdout.on('data', (data: Buffer) => {
        heard += data.toString('utf8');
      });
      const id = ids.LIVE ?? '';
      await expect.poll(() => seen().at(-1)?.deployment).toBe(id);

      await world.plane.killed(id);
      await world.plane.client.ask(id, { kind: 'hold', reason: 'after the kill' });
      await world.plane.client.ask(id, { kind: 'resume', reason: 'seen enough' });
      await expect.poll(() => seen().some(isLifted)).toBe(true);
      feed.kill('SIGINT');
      const left = await feed;

      expect(left.exitCode).toBe(130);
      const lines = linesOf(`${left.stdout}\n`);
      const result = lines.pop() as unknown as { readonly type: string; readonly data: { readonly next: number } };
      const recorded = (await world.plane.client.feed(0, 0)).events.map(({ seq }) => seq);
      expect(result.type).toBe('result');
      expect(lines.map(({ seq }) => seq)).toEqual(recorded.slice(0, lines.length));
      expect(result.data.next).toBe((lines.at(-1)?.seq ?? 0) + 1);
    });

    it('ends the live feed well when nobody reads it any longer, and with 124 at its time', async () => {
      const script = '{ "$0" "$1" events -o ndjson; echo "exit $?" >&2; } | head -n 1';
      const piped = await execa('sh', ['-c', script, process.execPath, MAIN_FILE], { cwd: dir, reject: false });
      const timed = await plimsoll(dir, 'events', '-o', 'ndjson', '--timeout', '1s');

      expect(JSON.parse(piped.stdout)).toMatchObject({ type: 'DeploymentOpened', seq: expect.any(Number) });
      expect(piped.stderr).toBe('exit 0');
      expect(resultOf(timed, 'events').exit).toBe(124);
    });

    it.each([...rowsOf('live'), ...rowsOf('back')])('`$args` ends with $exit', ({ command, args, exit }) =>
      endsWith(commands, command, named(args), exit, command === 'watch' ? 'ndjson' : 'json'),
    );
  });

  it('names the nearest command for a wrong word, in the shape of every error', async () => {
    const ran = await plimsoll(dir, 'deploi');

    expect(ran).toMatchObject({ exit: 2, out: '' });
    expect(ran.err).toMatch(/^error\[usage\] .*deploy.*\n next: plimsoll|^error\[usage\] .*deploy.*\n next: See/);
  });

  it('refuses the loopback port without the token, with another host, and with any origin', async () => {
    const page = (await world.plane.client.about()).page.replace('localhost', '127.0.0.1');
    const token = await readFile(join(dir, '.plimsoll', 'http-token'), 'utf8');
    const ask = async (headers: Record<string, string>) => (await fetch(`${page}/api/v1/about`, { headers })).status;

    expect(await ask({ authorization: `Bearer ${token}` })).toBe(200);
    expect(await ask({})).toBe(401);
    expect(await ask({ authorization: 'Bearer plm_local_wrong' })).toBe(401);
    expect(await ask({ authorization: `Bearer ${token}`, origin: 'http://localhost:3000' })).toBe(403);
    expect((await stat(join(dir, '.plimsoll', 'control.sock'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dir, '.plimsoll'))).mode & 0o777).toBe(0o700);
  });

  it('refuses a second control plane on the same state, and names the first', async () => {
    const { pid } = await world.plane.client.about();

    const second = await plimsoll(dir, 'serve');

    expect(second.exit).toBe(4);
    expect(second.err).toContain('error[journal-locked]');
    expect(second.err).toContain(String(pid));
  });

  it('refuses uncommitted changes', async () => {
    await writeFile(join(dir, 'note.txt'), 'not committed');
    const dirty = await plimsoll(dir, 'deploy', '-o', 'json');
    await rm(join(dir, 'note.txt'));

    expect(documentOf(dirty, 'deploy')).toMatchObject({ exit: 4, errors: [{ code: 'dirty-tree' }] });
  });

  it('stops nothing that may serve users unless a person types its name at a terminal', async () => {
    const { address } = await world.router.state();
    const isServing = (): Promise<boolean> =>
      fetch(address).then(
        ({ status }) => status === 200,
        () => false,
      );
    await plimsoll(dir, 'down');
    await writeFile(join(dir, '.plimsoll', 'sites', 'counter', 'production', 'site.json'), '{"demo":false}');

    const alone = await plimsoll(dir, 'down', '--all', '-o', 'json');
    const wrong = await atTerminal({ dir, env: {} }, ['down', '--all'], [['Type production', 'staging\r']]);
    const isServingStill = await isServing();
    const right = await atTerminal({ dir, env: {} }, ['down', '--all'], [['Type production', 'production\r']]);

    const document = documentOf(alone, 'down');
    expect(document).toMatchObject({ exit: 12, errors: [{ code: 'no-terminal' }] });
    expect(document.data).toEqual({ stopped: false, sites: ['counter/staging'], left: ['counter/production'] });
    expect([wrong.exit, isServingStill]).toEqual([12, true]);
    expect([right.exit, await isServing()]).toEqual([0, false]);
    expect(right.seen).toContain('stopped: counter/production');
  });
});
