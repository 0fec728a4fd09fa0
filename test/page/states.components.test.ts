import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../e2e/world/browser.ts';
import { buildPage } from '../e2e/world/program.ts';
import { inaccessible } from './world/axe.ts';
import { kept } from './world/kept.ts';
import { layoutDifferences, paintDifferences } from './world/layout.ts';
import { sideways, watch } from './world/looking.ts';
import { Looks, THEMES, WIDTHS } from './world/looks.ts';
import { answersOfRooms } from './world/rooms.ts';
import { answersOf, SCENES } from './world/stage.ts';
import { refusal, StagedPlane } from './world/staged-plane.ts';
import { enter, STATES } from './world/states.ts';

let plane: StagedPlane;
let browser: Browser;
let page: Page;
let looks: Looks;
beforeAll(async () => {
  await buildPage();
  plane = await StagedPlane.open(answersOfRooms());
  browser = await Browser.open();
  page = browser.page;
  page.setDefaultTimeout(60_000);
  looks = await Looks.at(page);
});
afterAll(async () => {
  await browser?.close();
  await plane?.close();
});

describe('the page', () => {
  // One visit for everything that is asked of a state: to come there takes as long as to look at it.
  it.each(STATES)(
    'shows $name to everybody, in both themes and on a phone, and nothing that a browser refuses',
    async (state) => {
      const { trouble } = watch(page, plane.origin);
      await looks.as({ width: 1_440, theme: 'light' });
      await enter(page, plane.origin, state);
      const before = state.pictured === true ? kept(state.name) : null;

      for (const theme of THEMES) {
        await looks.as({ width: 1_440, theme });
        expect(await inaccessible(page), theme).toEqual([]);
        if (before !== null)
          expect(paintDifferences(before.paints[theme] ?? {}, (await looks.seen()).paint), theme).toEqual([]);
      }
      for (const width of WIDTHS) {
        await looks.as({ width, theme: 'dark' });
        expect(await sideways(page), `${width} wide`).toBe(0);
        if (before?.layouts[width] === undefined) continue;
        expect(layoutDifferences(before.layouts[width], (await looks.seen()).layout), `${width} wide`).toEqual([]);
      }
      await looks.as({ width: 320, theme: 'dark' });
      expect(await sideways(page), 'a phone').toBe(0);
      expect(await inaccessible(page), 'a phone').toEqual([]);
      expect(trouble).toEqual([]);
    },
  );
});

describe('states in which something is missing', () => {
  beforeAll(() => looks.as({ width: 1_440, theme: 'light' }));

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
    const { id } = SCENES.canary.view;
    plane.put({ [`POST /deployments/${id}/requests`]: refusal(409, 'refused', 'not-now', 'It is too late') });

    await enter(page, plane.origin, {
      path: `/d/${id}`,
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

    await page.goto(`${plane.origin}/d/${SCENES.canary.view.id}`);
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
