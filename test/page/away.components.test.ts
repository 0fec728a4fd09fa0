import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Browser } from '../e2e/world/browser.ts';
import { buildPage } from '../e2e/world/program.ts';
import { inaccessible } from './world/axe.ts';
import { answersOf, answersOfOne, SCENES } from './world/stage.ts';
import { refusal, StagedPlane } from './world/staged-plane.ts';

let plane: StagedPlane;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  await buildPage();
  browser = await Browser.open();
  page = browser.page;
  page.setDefaultTimeout(60_000);
});
beforeEach(async () => {
  await page.goto('about:blank');
  await plane?.close();
  plane = await StagedPlane.open(answersOf(Object.values(SCENES)));
});
afterAll(async () => {
  await browser?.close();
  await plane?.close();
});

const { canary, rollingBack } = SCENES;
const path = `/d/${canary.view.id}`;
const rollBack = () => page.locator('#roll-back');

async function open(): Promise<void> {
  await page.goto(plane.origin + path);
  // The page may be live before the script of the room is there, and with that the deployment.
  await page.locator('.deployment-head').waitFor();
  await page.locator('.pulse.live').first().waitFor();
}

it('says since when the control plane is away, keeps what is known, and offers nothing meanwhile', async () => {
  await open();
  expect(await rollBack().getAttribute('aria-disabled')).toBeNull();

  plane.goAway();
  await page.getByText(/The control plane is away since/).waitFor();

  expect(await page.locator('h1').textContent()).toContain('checkout');
  expect(await rollBack().getAttribute('aria-disabled')).toBe('true');
  expect(await page.locator('#hold').getAttribute('aria-disabled')).toBe('true');
  expect(await inaccessible(page)).toEqual([]);
});

it('switches an open dialog off as well', async () => {
  await open();
  await rollBack().click();
  expect(await page.locator('#roll-back-now').getAttribute('aria-disabled')).toBeNull();

  plane.goAway();

  await page.locator('#roll-back-now[aria-disabled=true]').waitFor();
  await page.keyboard.press('Enter');
  expect(plane.asked.filter(({ method }) => method === 'POST')).toEqual([]);
});

it('resumes by itself, and asks for everything anew before it offers anything', async () => {
  await open();
  plane.goAway();
  await page.getByText(/The control plane is away since/).waitFor();
  // Meanwhile it went on: what was possible is not so any longer.
  const moved = { ...rollingBack.view, id: canary.view.id };
  plane.put({ ...answersOfOne({ ...rollingBack, view: moved }) });

  plane.comeBack();
  await page.locator('.pulse.live').first().waitFor();

  expect(await page.getByText(/The control plane is away since/).count()).toBe(0);
  expect(await page.locator('.deployment-head').textContent()).toContain('Rolling back');
});

it('asks to sign in again where the control plane that comes back knows nobody', async () => {
  await open();
  plane.goAway();
  await page.getByText(/The control plane is away since/).waitFor();
  const nobody = refusal(401, 'not-signed-in', 'session-unknown', 'Nobody is signed in by that');
  const all = Object.keys(answersOf(Object.values(SCENES)));
  plane.put(Object.fromEntries(all.map((route) => [route, nobody])));

  plane.comeBack();
  await page.getByText(/You are signed out/).waitFor();

  expect(await page.locator('h1').textContent()).toContain('checkout');
  expect(await rollBack().getAttribute('aria-disabled')).toBe('true');
  expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(1);
  expect(await inaccessible(page)).toEqual([]);
});

it('folds an event onto what is shown at once, by the rules of the core', async () => {
  await open();
  const { events } = rollingBack;
  const started = events.at(-1);
  if (started === undefined) throw new Error('nothing happened');
  const place = { unit: 'checkout', environment: 'production', deployment: canary.view.id };
  plane.put({ [`GET /deployments/${canary.view.id}`]: () => new Promise(() => undefined) });

  plane.tell({ ...started, ...place, version: canary.events.length + 1 });

  await page.locator('.deployment-head').getByText('Rolling back').waitFor();
  expect(await page.locator('.timeline').textContent()).toContain('Rolling back');
});

it('holds one line for all tabs of a browser, and another tab takes it over', async () => {
  await open();
  const other = await page.context().newPage();
  await other.goto(plane.origin + path);
  await other.locator('.pulse.live').first().waitFor();
  expect(plane.followers).toBe(1);

  await page.goto('about:blank');
  await expect.poll(() => plane.followers).toBe(1);
  plane.goAway();
  await other.getByText(/The control plane is away since/).waitFor();
  await other.close();
});
