import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeploymentView } from '../../src/api/view.ts';
import { VirtualAuthenticator } from '../e2e/world/browser.ts';
import { type PasskeyPlace, passkeyPlace } from '../e2e/world/passkey-place.ts';
import { plimsoll } from '../e2e/world/program.ts';
import { Keyboard } from './world/keyboard.ts';
import { openBrowser } from './world/room-visit.ts';

// One story on a real control plane: a person approves, sees the control plane die and come back, and rolls back, by keyboard alone;
// then the same person on a phone, in two taps each.
/** How long a busy machine may take over one step, in milliseconds. */
const PATIENCE = 240_000;

let place: PasskeyPlace;
let browser: Browser;
let page: Page;
let keyboard: Keyboard;
let passkey: VirtualAuthenticator;
beforeAll(async () => {
  place = await passkeyPlace();
  browser = await openBrowser();
  page = await (await browser.newContext({ viewport: { width: 1_280, height: 720 } })).newPage();
  page.setDefaultTimeout(PATIENCE);
  passkey = await VirtualAuthenticator.plugInto(page);
  keyboard = new Keyboard(page);
});
afterAll(async () => {
  await browser?.close();
  expect(await place?.end()).toEqual([]);
});

const view = (id: string): Promise<DeploymentView> => place.plane.client.get(id);
/** Waits until the page says something; where it never does, what it says instead is in the failure. */
const says = async (on: Page, words: string, where = 'body'): Promise<void> => {
  await expect
    .poll(async () => (await on.locator(where).allInnerTexts()).join('\n'), { timeout: PATIENCE })
    .toContain(words);
};
const focused = async (words: string): Promise<void> => {
  await expect.poll(() => keyboard.at(), { timeout: PATIENCE }).toContain(words);
};
/** Goes to the end of the page by one key, and waits until it is there: who goes on before, goes on from elsewhere. */
const toTheEnd = async (): Promise<void> => {
  await page.keyboard.press('End');
  const left = () => page.evaluate<number>('document.documentElement.scrollHeight - innerHeight - scrollY');
  await expect.poll(left, { timeout: PATIENCE }).toBeLessThan(2);
};
// Said where something was done; the sheet tells of other signatures.
const signed = (on: Page, what: string): Promise<void> => says(on, `Signed by person:ada: ${what}.`, '.notice.good');
/** What was asked of the control plane with this page, besides looking. */
function postsOf(on: Page): string[] {
  const posts: string[] = [];
  on.on('request', (request) => {
    if (request.method() === 'POST') posts.push(new URL(request.url()).pathname);
  });
  return posts;
}

let first: DeploymentView;

it('enrols, signs in and approves production by keyboard alone, with a passkey', async () => {
  await page.goto(await place.link('/enrol?name=ada'));
  await page.getByRole('button', { name: 'Make my passkey' }).waitFor();
  await keyboard.enter('Make my passkey');
  await says(page, 'person:ada is enrolled');
  await page.goto(`${place.origin}/login`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
  await keyboard.enter('Sign in with a passkey');
  await says(page, 'Signed in as person:ada.');
  first = await place.deployedUntil('awaiting-approval');
  await page.goto(place.origin);
  await page.getByText('Waiting for you').waitFor();

  await keyboard.enter('Read and answer');
  await page.locator('#end-of-sheet').waitFor();
  await focused('Staging is ready');
  await toTheEnd();
  await page.locator('#approve:not([aria-disabled])').waitFor();
  // What says no comes first, and to say yes nothing has to be typed.
  expect(await keyboard.tabTo('approve')).toContainEqual(expect.stringContaining('reject'));
  await page.keyboard.press('Enter');
  await signed(page, 'approve');

  const { approvals } = await view(first.id);
  expect(approvals).toMatchObject([{ approver: 'person:ada', kind: 'webauthn' }]);
  await place.until(first.id, 'baking');
  expect(keyboard.unseen).toEqual([]);
});

it('says that the control plane was killed, offers nothing meanwhile, and by itself shows what happened', async () => {
  await page.evaluate("window.mark = 'the same document'");
  await page.locator('#hold:not([aria-disabled])').waitFor();
  await keyboard.enter('roll-back');
  await focused('roll-back-now');
  const posts = postsOf(page);

  // Nobody starts it again until somebody needs it, and this page hears of nothing before it is back.
  process.kill(place.plane.watchdog, 'SIGKILL');
  place.plane.kill();
  await page.getByText(/The control plane is away since/).waitFor();
  await page.locator('#roll-back-now[aria-disabled=true]').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  for (const act of ['roll-back', 'hold']) {
    expect(await page.locator(`#${act}`).getAttribute('aria-disabled'), act).toBe('true');
    await page.locator(`#${act}`).press('Enter');
  }
  await page.keyboard.press('r');
  expect(await page.locator('dialog').count()).toBe(0);
  expect(posts).toEqual([]);
  expect(await page.locator('.deployment-head').textContent()).toContain('counter');

  await page.context().setOffline(true);
  // Whoever asks next starts it again; a busy machine may take longer over that than a command waits.
  await expect.poll(async () => (await plimsoll(place.dir, 'status', first.id)).exit, { timeout: PATIENCE }).toBe(0);
  await place.plane.decidesAgain(first.id);
  await place.plane.client.ask(first.id, { kind: 'hold', reason: 'users report errors' });
  await page.context().setOffline(false);

  await page.locator('.pulse.live').first().waitFor();
  await page.locator('#resume:not([aria-disabled])').waitFor();
  expect(await page.locator('#hold').count()).toBe(0);
  expect(await page.getByText(/The control plane is away since/).count()).toBe(0);
  expect(await page.locator('main').textContent()).toContain('users report errors');
  expect(await page.evaluate('window.mark')).toBe('the same document');
  await keyboard.enter('Events');
  const ours = page.locator('.events li').filter({ hasText: 'users report errors' });
  await ours.getByText('HoldPlaced').waitFor();
});

it('rolls back by keyboard alone, and leaves a dialog as it came', async () => {
  await keyboard.enter('Roll back');
  await focused('roll-back-now');
  // The dialog keeps the keyboard, whichever way it goes round; only the browser's own bar lies between.
  for (const key of ['Tab', 'Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab']) {
    await page.keyboard.press(key);
    await keyboard.at();
    expect(
      await page.evaluate("document.activeElement.closest('dialog, body').localName + document.hasFocus()"),
    ).toMatch(/^dialog|^body/);
  }
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(await keyboard.at()).toContain('Roll back');

  await page.keyboard.press('Enter');
  await focused('roll-back-now');
  await page.keyboard.press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await place.until(first.id, 'rolled-back');
  await page.locator('.deployment-head').getByText('Rolled back').waitFor();

  await keyboard.enter('Read and answer');
  await page.locator('#end-of-sheet').waitFor();
  await toTheEnd();
  await keyboard.tabTo('reason');
  await page.keyboard.type('a drill');
  await page.locator('#resolve:not([aria-disabled])').waitFor();
  await keyboard.enter('resolve');
  await signed(page, 'close with this root cause');

  expect((await view(first.id)).rollback).toMatchObject({ rootCause: 'a drill' });
  expect(keyboard.unseen).toEqual([]);
});

it('approves and rolls back on a phone, in two taps each', async () => {
  const phone = await browser.newContext({
    ...{ viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
    storageState: await page.context().storageState(),
  });
  const screen = await phone.newPage();
  screen.setDefaultTimeout(PATIENCE);
  await passkey.copyTo(screen);
  await place.release('1.1.0');
  const { id } = await place.deployedUntil('awaiting-approval');
  let taps = 0;
  const tap = async (what: Locator): Promise<void> => {
    taps += 1;
    const box = await what.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), `${what}`).toBeGreaterThanOrEqual(44);
    await what.tap();
  };
  await screen.goto(place.origin);
  await screen.getByText('Waiting for you').waitFor();
  await screen.getByRole('link', { name: /^Read and answer/ }).tap();

  // Here a notification leads to. What is recommended and the numbers stand at the top, the evidence lies in a fold, unless
  // something of it is not as it should be; the rest is read with the thumb, which is no tap.
  await screen.getByText('Staging is ready').waitFor();
  expect((await view(id)).phase).toBe('awaiting-approval');
  const fold = screen.locator('details.evidence');
  await fold.waitFor();
  if ((await fold.getAttribute('open')) === null) await tap(fold.locator('summary'));
  await screen.locator('#end-of-sheet').scrollIntoViewIfNeeded();
  await screen.locator('#approve:not([aria-disabled])').waitFor();
  await tap(screen.locator('#approve'));
  await signed(screen, 'approve');
  expect(taps).toBeLessThanOrEqual(2);
  expect(await view(id)).toMatchObject({ approvals: [{ approver: 'person:ada', kind: 'webauthn' }] });

  await place.until(id, 'baking');
  taps = 0;
  await screen.locator('#roll-back:not([aria-disabled])').waitFor();
  await tap(screen.locator('#roll-back'));
  await tap(screen.locator('#roll-back-now'));
  await screen.locator('dialog').waitFor({ state: 'detached' });
  expect(taps).toBe(2);
  await place.until(id, 'rolled-back');
  await screen.locator('.deployment-head').getByText('Rolled back').waitFor();
});
