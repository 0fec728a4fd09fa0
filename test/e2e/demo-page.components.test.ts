import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Browser, VirtualAuthenticator } from './world/browser.ts';
import { build, buildPage, MAIN_FILE } from './world/program.ts';
import { logOf, stillRunning } from './world/world.ts';

let dir: string;
let browser: Browser;
let demo: ChildProcess;
let told = '';
let wake = (): void => undefined;
beforeAll(async () => {
  await build();
  await buildPage();
});
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-demo-page-'));
  browser = await Browser.open();
  const args = [MAIN_FILE, 'demo', '--folder', dir, '--scenario', 'good', '--keep-open'];
  demo = spawn(process.execPath, args, { cwd: dir, env: { ...process.env, NO_COLOR: '1' } });
  for (const stream of [demo.stdout, demo.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      told += bytes.toString();
      wake();
    });
  }
  demo.once('exit', () => wake());
});
afterEach(async () => {
  await browser.close();
  if (demo.exitCode === null) {
    demo.kill('SIGINT');
    await once(demo, 'exit');
  }
  const left = await stillRunning(dir);
  if (left.length > 0) console.error(`${told}\n${logOf(join(dir, 'storefront'))}`);
  await rm(dir, { recursive: true, force: true });
  expect(left).toEqual([]);
});

/** What the demo tells, as soon as it does. */
async function heard(what: RegExp): Promise<string> {
  for (;;) {
    const [found] = what.exec(told) ?? [];
    if (found !== undefined) return found;
    if (demo.exitCode !== null) throw new Error(`the demo ended and never told ${what}: ${told}`);
    await new Promise<void>((done) => (wake = done));
  }
}

it('whoever opens the address that the demo prints makes a passkey there, answers its last question, and Ctrl-C ends it all', async () => {
  const { page } = browser;
  page.setDefaultTimeout(120_000);
  await VirtualAuthenticator.plugInto(page);
  await page.goto(await heard(/http:\/\/localhost:\d+\/#code=[\w-]{43}/));

  // The overview says what is so in a demo, and not that production is locked.
  await page.getByText('This is a demo: its approver (DEMO) answers here.').waitFor();
  expect(await page.getByText('Production is locked').count()).toBe(0);
  await page.getByRole('link', { name: 'Make a passkey' }).click();
  await page.getByRole('button', { name: 'Make my passkey' }).click();
  await page.getByText('person:guest is enrolled').waitFor();

  const sheet = await heard(/http:\/\/localhost:\d+\/d\/dep_\w+\/approve/);
  await page.getByRole('link', { name: 'To the overview' }).click();
  await page.getByRole('link', { name: /^Read and answer/ }).click();
  expect(page.url()).toBe(sheet);
  await page.locator('#end-of-sheet').scrollIntoViewIfNeeded();
  await page.locator('#approve').click();

  await page.getByText('Signed by person:guest: approve').waitFor();
  await heard(/approved by person:guest/);
  await heard(/traffic: .*\(read back\)/);
  expect(told).not.toContain('it went no further');

  await page.goto('about:blank');
  demo.kill('SIGINT');
  await once(demo, 'exit');
  expect(demo.exitCode).toBe(0);
  expect(told).toContain('The story happened as told.');
});
