import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ControlPlaneHere } from './world/control-plane.ts';
import { KeyApprover } from './world/key-approver.ts';
import { build, plimsoll } from './world/program.ts';
import { type S3Server, s3Server } from './world/s3-server.ts';
import { eventOf, explain, ship } from './world/shipping.ts';
import { lookAt, Visitor } from './world/visitor.ts';
import { stillRunning } from './world/world.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/static-site/', import.meta.url));
const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
const PAGES = ['index.html', 'tides.html', 'style.css'];
const PARTS = ['tides.html', 'style.css'];

let root: string;
let dir: string;
let s3: S3Server;
let plane: ControlPlaneHere;
const approver = new KeyApprover();
const git = (...args: readonly string[]) => execa('git', [...AUTHOR, '-C', dir, ...args]);
const site = () => `${s3.site}/production/`;
const whole = (version: string) => ({ 'index.html': version, 'tides.html': version, 'style.css': version });

/** Commits the site in another version, all of its files. */
async function release(version: string, change: (page: string) => string = (page) => page): Promise<void> {
  for (const name of PAGES) {
    const file = join(dir, 'site', name);
    const text = (await readFile(file, 'utf8')).replace(/\d+\.\d+\.\d+/g, version);
    await writeFile(file, name === 'index.html' ? change(text) : text);
  }
  await git('add', '--all');
  await git('commit', '--quiet', '--allow-empty', '--message', version);
}

/** The folders of releases that a bucket holds, as anybody may list them. */
async function releasesIn(bucket: string): Promise<readonly string[]> {
  const answer = await fetch(`${s3.site}/${bucket}?prefix=releases/`);
  return [...new Set((await answer.text()).match(/releases\/[0-9a-f]+/g) ?? [])];
}

beforeAll(async () => {
  await build();
  s3 = await s3Server();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-site-'));
  dir = join(root, 'site');
  await cp(EXAMPLE, dir, { recursive: true });
  const variables = { S3_ENDPOINT: s3.endpoint, S3_REGION: s3.region, S3_KEY: s3.key, S3_SECRET: s3.secret };
  Object.assign(process.env, variables, { SITE: s3.site });
  for (const bucket of ['staging', 'production'])
    await execa(process.execPath, ['make-bucket.mjs', s3.endpoint, bucket, s3.region], { cwd: dir });
  await git('init', '--quiet', '--initial-branch=main');
  await release('1.0.0');
});
afterAll(async () => {
  await plimsoll(dir, 'down', '--force-leave');
  const left = await stillRunning(root);
  await s3.stop();
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

it('the command keeps every rule of the contract on a real S3 server, and leaves its bucket empty', async () => {
  const ran = await plimsoll(dir, 'target', 'test', '-e', 'staging', '-o', 'json');

  const { data } = JSON.parse(ran.out) as { data: { rules: { rule: string; outcome: string; detail: string }[] } };
  expect(data.rules.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
  expect(data.rules.filter(({ outcome }) => outcome === 'not-tried').map(({ rule }) => rule)).toEqual(['shift-share']);
  expect(ran.exit).toBe(0);
  expect(await releasesIn('staging')).toEqual([]);
});

it('a first release goes by staging and an approval to visitors', async () => {
  plane = await ControlPlaneHere.start(dir);
  await approver.enrol(plane.client);

  const { view, events } = await ship(plane, approver);

  expect([view.phase, view.problem]).toEqual(['completed', null]);
  expect(eventOf({ events }, 'PlanSealed').plan.release.artifacts).toMatchObject([{ name: 'pages', kind: 'files' }]);
  expect(await lookAt(site(), PARTS)).toEqual(whole('1.0.0'));
});

it('a bad release is taken back by what visits showed, and a visitor who looks all the time never sees a mixture', async () => {
  await release('1.1.0', (page) => page.replace('</head>', '<script src="menu.js"></script></head>'));
  const visitor = new Visitor(site(), PARTS);

  const { id, view, events } = await ship(plane, approver);

  const visits = await visitor.leave();
  expect(view.phase).toBe('rolled-back');
  expect(eventOf({ events }, 'RollbackStarted').cause.kind).toMatch(/^(gate|trigger)$/);
  expect(visits).toEqual([whole('1.0.0'), whole('1.1.0')]);
  expect(await lookAt(site(), PARTS)).toEqual(whole('1.0.0'));
  await explain(plane, approver, id);
});

it('a good one takes its place at once, and releases that nobody is shown any more are gone from the bucket', async () => {
  await release('1.2.0', (page) => page.replace('<script src="menu.js"></script>', ''));
  const visitor = new Visitor(site(), PARTS);

  const { view } = await ship(plane, approver);

  const visits = await visitor.leave();
  expect([view.phase, view.problem]).toEqual(['completed', null]);
  expect(visits).toEqual([whole('1.0.0'), whole('1.2.0')]);
  // What is shown, and what was shown last: of three that were there.
  expect(await releasesIn('production')).toHaveLength(2);
});
