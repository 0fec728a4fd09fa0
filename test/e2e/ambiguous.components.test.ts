import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentView } from '../../src/api/view.ts';
import type { Document } from '../../src/cli/outcome.ts';
import { stopSites } from '../../src/compose/stop-sites.ts';
import { atTerminal } from './world/at-terminal.ts';
import { ControlPlaneHere } from './world/control-plane.ts';
import { Counter } from './world/counter.ts';
import { build, MAIN_FILE } from './world/program.ts';
import { Users } from './world/users.ts';
import { within } from './world/within.ts';
import { stillRunning } from './world/world.ts';

/** So many requests an instance answers for one that it fails: 8.3 %, where the gate says 10 %. Neither is ever proven of it. */
const FAIL_EVERY = 12;
/** Long enough to answer at a terminal, on a busy machine too; short enough to wait for. */
const DEADLINE = 60_000;

let root: string;
let dir: string;
let env: Record<string, string>;
let counter: Counter;
let plane: ControlPlaneHere;
let users: Users;
let passphrase = '';

beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-ambiguous-'));
  dir = join(root, 'counter');
  env = { XDG_CONFIG_HOME: join(root, 'config') };
  counter = await Counter.create(dir);
  await released('1.0.0');
  const said = await atTerminal(
    { dir, env },
    ['approver', 'add', '--key', '--name', 'owner'],
    [
      [
        'Type it again: ',
        (seen) => {
          passphrase = /Write it down:\s+(\S[^\r\n]*)/i.exec(seen)?.[1]?.trim() ?? '';
          return `${passphrase}\r`;
        },
      ],
    ],
  );
  expect(said.exit).toBe(0);
  plane = await ControlPlaneHere.start(dir);
  const first = await deployed('1.0.0');
  await until(first, ({ phase }) => phase === 'baking');
  const [production] = (await plane.client.environments()).filter(({ environment }) => environment === 'production');
  users = new Users(production?.address ?? '', 200);
  await until(first, ({ phase }) => phase === 'completed');
});

afterAll(async () => {
  await users?.leave();
  await command('down', '--force-leave');
  await stopSites(join(dir, '.plimsoll'), () => true);
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

/** Commits a release of real environments, where only a person's own key answers. */
async function released(version: string, faults: { failEvery?: number } = {}): Promise<void> {
  // Under load an instance may be late to say that it is well: that is another story than this one.
  // Compared with a stable track without errors, the luck of a few requests might still take it back.
  await counter.release(version, faults, { healthTimeout: '2m', verdict: '{ relative: off }' });
  const file = join(dir, 'plimsoll.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text
      .replaceAll('demo: true', 'demo: false')
      .replaceAll('person:demo', 'person:owner')
      .replace('count: 1, deadline: 5m', `count: 1, deadline: ${DEADLINE / 1_000}s`),
  );
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
  await execa('git', [...author, '-C', dir, 'commit', '--quiet', '--all', '--message', 'For real']);
  await execa('git', [...author, '-C', dir, 'tag', '--force', `v${version}`]);
}

async function command(...args: readonly string[]): Promise<Document> {
  const ran = await execa(process.execPath, [MAIN_FILE, ...args, '-C', dir, '-o', 'json'], { env, reject: false });
  return JSON.parse(ran.stdout) as Document;
}

/** Runs a command that asks for the passphrase, at a real terminal. */
const signed = (...args: readonly string[]) =>
  atTerminal({ dir, env }, args, [['Passphrase of person:owner: ', `${passphrase}\r`]]);

/** Deploys what is committed and approves it at the terminal. */
async function deployed(version: string): Promise<string> {
  const waiting = await command('deploy', '--no-wait');
  expect(waiting, `${version} waits for a person`).toMatchObject({ exit: 6, phase: 'awaiting-approval' });
  const { id } = waiting.data as { readonly id: string };
  const said = await atTerminal(
    { dir, env },
    ['approve', id],
    [
      ['Type production to go on: ', 'production\r'],
      ['Passphrase of person:owner: ', `${passphrase}\r`],
    ],
  );
  expect(said.exit).toBe(0);
  return id;
}

async function until(id: string, is: (view: DeploymentView) => boolean, limit = 240_000): Promise<DeploymentView> {
  const end = performance.now() + limit;
  for (;;) {
    const view = await plane.patiently(() => plane.client.get(id));
    if (is(view)) return view;
    if (view.over || performance.now() > end)
      throw new Error(`${id} is ${view.phase}: ${JSON.stringify([view.waiting, view.rollback?.cause])}`);
    await wait(100);
  }
}

const isAsked = ({ waiting }: DeploymentView): boolean => waiting?.for === 'ambiguous-metrics';

const eventsOf = async (id: string) => (await plane.client.events(id, 0, 0)).events;

/** Ends an open rollback, so that the next release may go out. */
async function closed(id: string): Promise<void> {
  await until(id, ({ phase }) => phase === 'rolled-back');
  expect((await signed('decide', id, 'close', '--root-cause', 'one in twelve fails')).exit).toBe(0);
}

describe('a release that is neither proven good nor bad', () => {
  let id = '';
  let question: DeploymentView;

  it('is extended by itself, then put to a person with evidence, bounds, need, answers, deadline and default', async () => {
    await released('1.1.0', { failEvery: FAIL_EVERY });
    id = await deployed('1.1.0');
    question = await until(id, isAsked);

    const verdicts = (await eventsOf(id)).flatMap(({ type, body }) =>
      type === 'VerdictRecorded' ? [(body as { verdict: { state: string; judgedSeconds: number } }).verdict] : [],
    );
    expect(verdicts.some(({ state }) => state === 'fail' || state === 'pass')).toBe(false);
    const last = verdicts.at(-1);
    expect(last?.state).toBe('ambiguous');
    expect(last?.judgedSeconds).toBeGreaterThanOrEqual(6);
    expect(question.waiting).toMatchObject({ who: ['person:owner'], default: 'rolls back' });
    const since = Date.parse(question.waiting?.since ?? '');
    expect(Date.parse(question.waiting?.until ?? '') - since).toBe(DEADLINE);

    const shown = await command('decide', id, 'proceed', '--reason', 'x', '--no-input');
    expect(shown).toMatchObject({ exit: 12, errors: [{ code: 'no-terminal' }] });
    const { sheet } = shown.data as { readonly sheet: { readonly lines: readonly { text: string }[] } };
    const text = sheet.lines.map((line) => line.text).join('\n');
    expect(text).toMatch(/ambiguous\/borderline: error_rate \d/);
    expect(text).toMatch(/observed \d[\d.]* % · likely between [\d.]+–[\d.]+ % · limit 10 % · stable 0 %/);
    expect(text).toMatch(/needs about [\d ]+ more requests like these, |more requests like these would not prove it/);
    for (const answer of ['rollback: all traffic to 1.0.0', 'extend: ', 'hold: the weight stays at 20 %', 'proceed: '])
      expect(text).toContain(answer);
    expect(text).toMatch(/rolls back at \d\d:\d\d \S+, in \d\S*s/);
  });

  it('is measured further by a signed extend, and asked again', async () => {
    expect((await signed('decide', id, 'extend', '--reason', 'a little more')).exit).toBe(0);

    const before = question.waiting?.since;
    question = await until(id, (view) => isAsked(view) && view.waiting?.since !== before);

    const answered = (await eventsOf(id)).find(({ type }) => type === 'CheckpointAnswered');
    expect(answered).toMatchObject({ principal: 'person:owner', body: { answer: 'extend', reason: 'a little more' } });
  });

  it('keeps its question and its deadline when the control plane is killed', async () => {
    const { pid } = plane;
    plane.kill();
    await plane.patiently(async () => ((await plane.client.about()).pid === pid ? undefined : 'another'));

    const view = await until(id, isAsked);

    expect(view.waiting).toEqual(question.waiting);
    expect((await eventsOf(id)).filter(({ type }) => type === 'CheckpointOpened')).toHaveLength(2);
  });

  it('goes on by a signed proceed, which stands in the record as what let it', async () => {
    const said = await atTerminal(
      { dir, env },
      ['decide', id, 'proceed', '--reason', 'we know that error'],
      [
        ['Type production to go on: ', 'production\r'],
        ['Passphrase of person:owner: ', `${passphrase}\r`],
      ],
    );
    expect(said.exit).toBe(0);

    const view = await until(id, ({ stage }) => stage?.index === 1);

    expect(view.phase).toBe('rolling-out');
    const advanced = (await eventsOf(id)).find(({ type }) => type === 'StageAdvanced');
    expect(advanced?.body).toMatchObject({ approval: { approver: 'person:owner', decision: 'proceed' } });
  });

  it('is kept where it is by a signed hold, and then has no deadline', async () => {
    await until(id, isAsked);
    expect((await signed('decide', id, 'hold', '--reason', 'until the morning')).exit).toBe(0);

    const held = await until(id, ({ holds }) => holds.some(({ reason }) => reason === 'person'));
    await wait(3_000);

    expect(held.waiting).toMatchObject({ for: 'hold: until the morning', until: null, default: 'stays held' });
    expect(await plane.client.get(id)).toMatchObject({ phase: 'rolling-out', traffic: { candidate: 500 } });
    expect((await command('rollback', id, '--reason', 'the morning came')).exit).toBe(0);
    await closed(id);
  });
});

it('an ambiguous release that is answered with rollback goes back at once, without a signature', async () => {
  await released('1.2.0', { failEvery: FAIL_EVERY });
  const id = await deployed('1.2.0');
  await until(id, isAsked);

  expect((await command('decide', id, 'rollback', '--reason', 'stable has no errors')).exit).toBe(0);

  const view = await until(id, ({ phase }) => phase === 'rolled-back');
  expect(view.rollback?.cause).toMatchObject({ kind: 'person', text: 'stable has no errors' });
  expect(view.rollback?.trafficBackSeconds).toBeLessThan(within(5_000) / 1_000);
  await closed(id);
});

it('an ambiguous release that nobody answers for goes back at the deadline, and not before', async () => {
  await released('1.3.0', { failEvery: FAIL_EVERY });
  const id = await deployed('1.3.0');
  const { waiting } = await until(id, isAsked);

  const view = await until(id, ({ phase }) => phase === 'rolled-back', DEADLINE + 240_000);

  expect(view.rollback?.cause.kind).toBe('checkpoint-deadline');
  const late = Date.parse(view.rollback?.startedAt ?? '') - Date.parse(waiting?.until ?? '');
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(within(5_000));
  await closed(id);
});
