import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeploymentView } from '../../src/api/view.ts';
import { stopSites } from '../../src/compose/stop-sites.ts';
import { ControlPlaneHere } from './world/control-plane.ts';
import { Counter, type Settings } from './world/counter.ts';
import { PersonAtTerminal, PersonWithPasskey } from './world/people.ts';
import { build, MAIN_FILE, plimsoll } from './world/program.ts';
import { Users } from './world/users.ts';
import { stillRunning } from './world/world.ts';

// Two real people and no demo: Ada with a key at a real pseudo-terminal, Bob with a passkey. Everything that people sign is signed by
// both where two are needed, and the record of it is checked by the small program with Ada's public key alone.
const PRODUCTION = { unit: 'counter', environment: 'production' } as const;
const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

let root: string;
let dir: string;
let counter: Counter;
let plane: ControlPlaneHere;
let users: Users | undefined;
let ada: PersonAtTerminal;
let bob: PersonWithPasskey;
let count = 2;
const place = () => ({ config: join(dir, 'plimsoll.yaml'), environment: 'production' });

beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-people-'));
  dir = join(root, 'counter');
  counter = await Counter.create(dir);
  await release('1.0.0');
  plane = await ControlPlaneHere.start(dir);
  ada = new PersonAtTerminal(dir, join(root, 'ada'), 'ada');
  bob = new PersonWithPasskey(plane.client, (await plane.client.about()).page, 'bob');
});
afterAll(async () => {
  await users?.leave();
  await plimsoll(dir, 'down', '--force-leave');
  await stopSites(join(dir, '.plimsoll'), () => true);
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

async function release(version: string, settings: Settings = {}): Promise<void> {
  await counter.release(version, {}, settings);
  const { config } = place();
  const approvers = '[person:ada, group:leads]';
  const text = (await readFile(config, 'utf8'))
    .replaceAll('demo: true', 'demo: false')
    .replace('[person:demo], count: 1 }', `${approvers}, count: ${count} }`)
    .replaceAll('[person:demo]', approvers);
  await writeFile(config, text);
  await execa('git', [...AUTHOR, '-C', dir, 'commit', '--quiet', '--all', '--message', 'For real']);
  await execa('git', [...AUTHOR, '-C', dir, 'tag', '--force', `v${version}`]);
}

async function until(id: string, is: (view: DeploymentView) => boolean): Promise<DeploymentView> {
  let { view } = await plane.client.events(id, 0, 0);
  while (!is(view)) {
    if (view.over) throw new Error(`${id} is ${view.phase}: ${view.problem}`);
    ({ view } = await plane.client.events(id, view.version, 20));
  }
  return view;
}

async function deployed(): Promise<string> {
  const { view } = await plane.client.open({ ...place(), reference: 'HEAD', dirty: false, reason: 'a test' });
  await until(view.id, ({ phase }) => phase === 'awaiting-approval');
  return view.id;
}

async function approvedByBoth(id: string): Promise<void> {
  const said = await ada.signs('approve', id);
  expect([said.exit, said.seen]).toEqual([0, said.seen]);
  expect((await plane.client.get(id)).phase).toBe('awaiting-approval');
  await bob.answers(id, 'production-promotion', 'approve');
}

it('two people sign their way through it, and anybody can check what they signed', async () => {
  expect((await ada.enrol()).exit).toBe(0);
  await bob.asksIn(['group:leads']);
  const signed = await ada.confirms('approver', 'sign', bob.keyId, '--reason', 'known to me');
  expect([signed.exit, signed.seen]).toEqual([0, signed.seen]);

  const first = await deployed();
  await approvedByBoth(first);
  await until(first, ({ phase }) => phase === 'baking');
  const address = (await plane.client.environments()).find(({ environment }) => environment === 'production')?.address;
  users = new Users(address ?? '', 200);
  await until(first, ({ phase }) => phase === 'completed');

  await release('1.1.0', { stages: [{ weight: '20%', duration: '30m' }] });
  const second = await deployed();
  await approvedByBoth(second);
  while ((await plane.client.glass(second).catch(() => null)) === null) await wait(100);
  const wrong = await ada.run(
    ['break-glass', second, '--reason', 'orders are lost'],
    [['Type production to go on: ', 'staging\r']],
  );
  expect([wrong.exit, wrong.seen]).toEqual([12, expect.stringContaining('not-confirmed')]);
  const broken = await ada.signs('break-glass', second, '--reason', 'orders are lost');
  expect([broken.exit, broken.seen]).toEqual([0, expect.stringContaining('BREAK THE GLASS?')]);
  expect((await plane.client.glass(second)).broken?.by).toEqual(['person:ada']);
  await bob.breaksGlass(second);
  // Half an hour of waiting was taken away, and nothing else.
  const shipped = await until(second, ({ phase }) => phase === 'completed');
  expect(shipped.phase).toBe('completed');

  await plane.client.holdEnvironment(PRODUCTION, 'an audit');
  const stays = await ada.run(['environment', 'release', 'production', '--reason', 'over'], [['to go on: ', 'yes\r']]);
  expect([stays.exit, (await plane.client.environment(PRODUCTION)).heldBy?.reason]).toEqual([12, 'an audit']);
  const free = await ada.signs('environment', 'release', 'production', '--reason', 'the audit is over');
  expect([free.exit, free.seen]).toEqual([0, free.seen]);
  expect((await plane.client.environment(PRODUCTION)).heldBy).toBeNull();

  count = 1;
  await release('1.2.0');
  const half = await ada.signs('policy', 'adopt', '-e', 'production', '--reason', 'one is enough');
  expect([half.exit, (await plane.client.policy(place())).inForce?.version]).toEqual([0, 1]);
  await bob.adopts(place());
  expect((await plane.client.policy(place())).inForce).toMatchObject({ version: 2, by: ['person:ada', 'person:bob'] });

  const [key] = (await plane.client.trust()).list?.keys ?? [];
  const checker = MAIN_FILE.replace('cli/main', 'verify/main');
  for (const id of [first, second]) {
    const written = await plimsoll(dir, 'report', id, '--kind', 'record', '-o', 'json');
    const { file } = JSON.parse(written.out).data;
    const checked = await execa(process.execPath, [checker, '--bundle', file, '--key', key?.id ?? ''], {
      reject: false,
    });
    expect([checked.exitCode, checked.stdout]).toEqual([0, expect.stringContaining('sound:')]);
  }
  // What was written down is no change of the sources: the next release is not refused for it.
  const { stdout } = await execa('git', ['-C', dir, 'status', '--porcelain']);
  expect(stdout).toBe('');
  expect((await plimsoll(dir, 'verify')).exit).toBe(0);
});
