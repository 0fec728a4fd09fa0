import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../e2e/world/browser.ts';
import { buildPage } from '../e2e/world/program.ts';
import { inaccessible, sideways, watch } from './world/looking.ts';
import { canaryCourse } from './world/rooms.ts';
import { NOW } from './world/scenes.ts';
import { answersOf, SCENES } from './world/stage.ts';
import { refusal, StagedPlane } from './world/staged-plane.ts';

const PICTURES = fileURLToPath(new URL('../../docs/page/', import.meta.url));
const WIDTHS = [1440, 768, 375] as const;
const THEMES = ['light', 'dark'] as const;

let plane: StagedPlane;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  await buildPage();
  plane = await StagedPlane.open({
    ...answersOf(Object.values(SCENES)),
    [`GET /deployments/${SCENES.canary.view.id}/course`]: canaryCourse(),
  });
  browser = await Browser.open();
  page = browser.page;
  page.setDefaultTimeout(60_000);
  await page.clock.setFixedTime(NOW);
});
afterAll(async () => {
  await browser?.close();
  await plane?.close();
});

const of = (name: keyof typeof SCENES): string => `/d/${SCENES[name].view.id}`;

/** A page in a state: where it is, what shows that it is there, and what is done to get it there. */
interface State {
  readonly name: string;
  readonly path: string;
  readonly shows: string;
  readonly pictured?: true;
  readonly go?: (page: Page) => Promise<void>;
}

const STATES: readonly State[] = [
  { name: 'overview', path: '/', shows: 'Waiting for you', pictured: true },
  { name: 'deployments', path: '/deployments', shows: 'newest first' },
  { name: 'canary', path: of('canary'), shows: 'candidate 1.1.0', pictured: true },
  { name: 'canary-plan', path: `${of('canary')}/plan`, shows: 'Stages' },
  { name: 'canary-evidence', path: `${of('canary')}/evidence`, shows: 'What was tested on staging' },
  { name: 'canary-logs', path: `${of('canary')}/logs`, shows: 'listening on 41233' },
  { name: 'canary-events', path: `${of('canary')}/events`, shows: 'PromotionStarted' },
  { name: 'canary-reports', path: `${of('canary')}/reports`, shows: '# Staging validation' },
  { name: 'baking', path: of('baking'), shows: 'Bake' },
  { name: 'held', path: of('held'), shows: 'the campaign starts at three' },
  { name: 'packaging', path: of('packaging'), shows: 'Nothing is measured now' },
  { name: 'staging', path: of('staging'), shows: 'On staging' },
  { name: 'complete', path: of('complete'), shows: 'DEPLOYMENT_COMPLETE' },
  { name: 'rolling-back', path: of('rollingBack'), shows: 'Rolling back' },
  { name: 'rolled-back', path: of('rolledBack'), shows: 'Traffic back after', pictured: true },
  { name: 'closed', path: of('closed'), shows: 'Root cause' },
  { name: 'approval', path: `${of('awaiting')}/approve`, shows: 'Staging is ready', pictured: true },
  { name: 'ambiguous', path: `${of('ambiguous')}/approve`, shows: 'The four answers', pictured: true },
  { name: 'root-cause', path: `${of('rolledBack')}/approve`, shows: 'Root cause' },
  { name: 'nothing-to-answer', path: `${of('complete')}/approve`, shows: 'Nothing to answer' },
  {
    name: 'rollback-dialog',
    path: of('canary'),
    shows: 'What users see',
    pictured: true,
    go: (on) => on.locator('#roll-back').click(),
  },
  { name: 'keys', path: '/', shows: 'Single keys', go: (on) => on.keyboard.press('?') },
  { name: 'nowhere', path: '/d/x/y', shows: 'There is no such page' },
  { name: 'sign-in', path: '/login', shows: 'Use the passkey that you enrolled here' },
  { name: 'enrol', path: '/enrol', shows: 'Make my passkey' },
];

async function enter({ path, shows, go }: State): Promise<void> {
  await page.goto(`${plane.origin}${path}`);
  if (go !== undefined) {
    await page.locator('h1').first().waitFor();
    await go(page);
  }
  await page.getByText(shows).first().waitFor();
}

describe.each(THEMES)('the page in the %s', (theme) => {
  beforeAll(() => page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' }));

  it.each(STATES)('shows $name to everybody, and nothing that a browser refuses', async (state) => {
    const { trouble } = watch(page, plane.origin);
    await page.setViewportSize({ width: 1440, height: 900 });

    await enter(state);

    expect(await inaccessible(page)).toEqual([]);
    expect(trouble).toEqual([]);
  });
});

describe('the page on a phone', () => {
  it.each(STATES)('shows $name on a phone, without scrolling sideways', async (state) => {
    await page.setViewportSize({ width: 320, height: 640 });

    await enter(state);

    expect(await sideways(page)).toBe(0);
    expect(await inaccessible(page)).toEqual([]);
  });
});

describe('states in which something is missing', () => {
  beforeAll(() => page.setViewportSize({ width: 1440, height: 900 }));

  it('says what will appear and which command makes it, where nothing is', async () => {
    const nothing = await StagedPlane.open(answersOf([]));
    try {
      for (const path of ['/', '/deployments']) {
        await page.goto(nothing.origin + path);
        await page.getByText('plimsoll deploy').waitFor();
        expect(await inaccessible(page)).toEqual([]);
      }
    } finally {
      await nothing.close();
    }
  });

  it('says why something is refused, its code, and what to do next', async () => {
    plane.put({
      [`POST /deployments/${SCENES.canary.view.id}/requests`]: refusal(409, 'refused', 'not-now', 'It is too late'),
    });

    await enter({
      name: '',
      path: of('canary'),
      shows: 'What users see',
      go: (on) => on.locator('#roll-back').click(),
    });
    await page.locator('#roll-back-now').click();

    expect(await page.getByRole('alert').filter({ hasText: 'It is too late' }).textContent()).toContain(
      'the remedy of not-now',
    );
    expect(await page.locator('.refusal').textContent()).toBe('not-now');
    expect(await inaccessible(page)).toEqual([]);
  });

  it('asks whoever is not signed in to sign in, wherever they came', async () => {
    plane.put({ 'GET /whoami': refusal(401, 'not-signed-in', 'not-signed-in', 'Nobody is signed in') });

    await page.goto(plane.origin + of('canary'));
    await page.getByText('Sign in to see this').waitFor();

    expect(await inaccessible(page)).toEqual([]);
    plane.put({ 'GET /whoami': answersOf([])['GET /whoami'] });
  });

  it('draws of a thousand places only those that are looked at', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({
      ...SCENES.complete,
      view: { ...SCENES.complete.view, id: `dep_${index}`, unit: `unit-${String(index).padStart(4, '0')}` },
    }));
    const crowded = await StagedPlane.open({ ...answersOf([]), 'GET /current': many.map(({ view }) => view) });
    try {
      await page.goto(crowded.origin);
      await page.getByText('unit-0000').waitFor();
      expect(await page.locator('.place').count()).toBeLessThan(80);
      expect(await inaccessible(page)).toEqual([]);

      await page.keyboard.press('End');
      await page.getByText('unit-0999').waitFor();
      expect(await page.locator('.place').count()).toBeLessThan(80);
    } finally {
      await crowded.close();
    }
  });
});

describe.runIf(process.env.PLIMSOLL_PICTURES === '1')('pictures of the page', () => {
  const pictured = STATES.filter((state) => state.pictured === true);
  const all = THEMES.flatMap((theme) => WIDTHS.flatMap((width) => pictured.map((state) => ({ theme, width, state }))));

  it.each(all)('$state.name, $width wide, $theme', async ({ theme, width, state }) => {
    mkdirSync(PICTURES, { recursive: true });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: width < 500 ? 812 : 900 });

    await enter(state);

    await page.screenshot({ path: `${PICTURES}${state.name}-${width}-${theme}.png` });
  });
});
