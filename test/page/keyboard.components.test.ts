import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../e2e/world/browser.ts';
import { buildPage } from '../e2e/world/program.ts';
import { sheetOf } from './world/scenes.ts';
import { answersOf, SCENES } from './world/stage.ts';
import { StagedPlane } from './world/staged-plane.ts';

const { canary, awaiting } = SCENES;
const at = `/deployments/${canary.view.id}`;

let plane: StagedPlane;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  await buildPage();
  plane = await StagedPlane.open({ ...answersOf(Object.values(SCENES)), [`POST ${at}/requests`]: canary.view });
  browser = await Browser.open();
  page = browser.page;
});
afterAll(async () => {
  await browser?.close();
  await plane?.close();
});
beforeEach(async () => {
  plane.asked.length = 0;
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(plane.origin);
  await page.locator('.pulse.live').first().waitFor();
});

const requests = () => plane.asked.filter(({ path }) => path === `${at}/requests`).map(({ body }) => body);
const focused = (): Promise<string> =>
  page.evaluate(() => {
    // biome-ignore lint/suspicious/noExplicitAny: this function runs in the browser, whose types the tests do not load.
    const { activeElement: one } = (globalThis as any).document;
    return `${one?.id ?? ''} ${one?.textContent ?? ''}`;
  });

/** Goes on with the Tab key until it stands on what is looked for. */
async function tabTo(what: string): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press('Tab');
    if ((await focused()).includes(what)) return;
  }
  throw new Error(`the keyboard never comes to ${what}`);
}

it('rolls back by keyboard alone: a row, one key, one confirmation', async () => {
  await tabTo('checkout production');
  await page.keyboard.press('Enter');
  await page.locator('#roll-back').waitFor();

  await page.keyboard.press('r');
  await page.locator('#roll-back-now').waitFor();
  expect(await focused()).toContain('roll-back-now');
  await page.keyboard.press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });

  expect(requests()).toEqual([{ kind: 'rollback', reason: 'rolled back on the page, no reason given' }]);
});

it('rolls back without single keys too, and gives the focus back to where it was', async () => {
  await page.goto(`${plane.origin}/d/${canary.view.id}`);
  await page.locator('#roll-back').waitFor();
  await tabTo('roll-back');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });

  expect(await focused()).toContain('roll-back');
  expect(requests()).toEqual([]);
});

it('leaves keys to whoever types, and can be turned off', async () => {
  await page.goto(`${plane.origin}/d/${canary.view.id}`);
  await page.locator('#hold').click();
  await page.locator('textarea').fill('');
  await page.keyboard.type('grr?');
  expect(await page.locator('textarea').inputValue()).toBe('grr?');
  await page.keyboard.press('Escape');

  await page.keyboard.press('?');
  await page.getByLabel('Single keys').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  expect(await page.locator('dialog').count()).toBe(0);
  await page.evaluate(() => {
    // biome-ignore lint/suspicious/noExplicitAny: this function runs in the browser, whose types the tests do not load.
    (globalThis as any).localStorage.clear();
  });
});

it('keeps Approve off until the sheet was read to its end, and says so; Reject never', async () => {
  await page.setViewportSize({ width: 1280, height: 600 });
  await page.goto(`${plane.origin}/d/${awaiting.view.id}/approve`);
  const approve = page.locator('#approve');
  await approve.waitFor();
  expect(await approve.getAttribute('aria-disabled')).toBe('true');
  expect(await page.locator('#reject').getAttribute('aria-disabled')).toBeNull();
  expect(await page.getByText('Read to the end to go on.').first().isVisible()).toBe(true);

  await page.keyboard.press('End');

  await page.locator('#approve:not([aria-disabled])').waitFor();
});

describe('an approval sheet on a phone', () => {
  const fold = () => page.locator('details.evidence');
  const isOff = () => page.locator('#approve').getAttribute('aria-disabled');
  /** All that stands at the foot was on the screen, whatever follows from that. */
  const readOn = async (): Promise<void> => {
    await page.locator('#end-of-sheet').scrollIntoViewIfNeeded();
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  };
  beforeEach(() => page.setViewportSize({ width: 375, height: 812 }));

  it('begins with the five numbers, and keeps Approve off until the evidence was opened and read to its end', async () => {
    await page.goto(`${plane.origin}/d/${awaiting.view.id}/approve`);
    await fold().waitFor();
    expect(await page.locator('.five dt').allInnerTexts()).toEqual([
      ...['tests', 'latency p99', 'findings', 'rehearsed back in', 'expires in'],
    ]);
    expect(await page.getByText('Back by itself when').isVisible()).toBe(false);

    await readOn();
    expect(await isOff()).toBe('true');
    expect(await page.getByText('Open the evidence to go on.').first().isVisible()).toBe(true);
    expect(await page.locator('#reject').getAttribute('aria-disabled')).toBeNull();

    await fold().locator('summary').click();
    await page.getByText('Back by itself when').waitFor();
    await page.getByText('Read to the end to go on.').first().waitFor();
    await readOn();
    await page.locator('#approve:not([aria-disabled])').waitFor();
  });

  it('has its evidence open from the start where something of it is not as it should be', async () => {
    const path = `GET /deployments/${awaiting.view.id}/checkpoints/production-promotion`;
    const request = sheetOf(awaiting, 'production-promotion');
    plane.put({ [path]: { ...request, power: { kind: 'unknown', why: 'stable was measured for 3 minutes only' } } });
    await page.goto(`${plane.origin}/d/${awaiting.view.id}/approve`);
    await page.getByText('stable was measured for 3 minutes only').waitFor();
    plane.put({ [path]: request });

    expect(await page.getByText('stable was measured for 3 minutes only').isVisible()).toBe(true);
    await readOn();
    await page.locator('#approve:not([aria-disabled])').waitFor();
  });

  it('does not open again what was opened, and takes back nothing that was read, when it is turned', async () => {
    await page.goto(`${plane.origin}/d/${awaiting.view.id}/approve`);
    await fold().locator('summary').click();
    await readOn();
    await page.locator('#approve:not([aria-disabled])').waitFor();

    await page.setViewportSize({ width: 812, height: 375 });
    await fold().waitFor({ state: 'detached' });
    expect(await isOff()).toBeNull();
    await page.setViewportSize({ width: 375, height: 812 });
    await fold().waitFor();

    expect(await isOff()).toBeNull();
    expect(await fold().getAttribute('open')).not.toBeNull();
  });
});

it('rolls back in two taps on a phone', async () => {
  await page.setViewportSize({ width: 375, height: 667 });
  await page.goto(`${plane.origin}/d/${canary.view.id}`);
  await page.locator('#roll-back').click();
  await page.locator('#roll-back-now').click();
  await page.locator('dialog').waitFor({ state: 'detached' });

  expect(requests()).toMatchObject([{ kind: 'rollback' }]);
});
