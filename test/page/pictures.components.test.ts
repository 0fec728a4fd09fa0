import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../e2e/world/browser.ts';
import { buildPage } from '../e2e/world/program.ts';
import { KEPT, keep } from './world/kept.ts';
import { type Layout, layoutDifferences, type Paint, paintDifferences } from './world/layout.ts';
import { Looks, THEMES, WIDTHS } from './world/looks.ts';
import { answersOfRooms } from './world/rooms.ts';
import { StagedPlane } from './world/staged-plane.ts';
import { enter, PICTURED } from './world/states.ts';

let plane: StagedPlane;
let browser: Browser;
let looks: Looks;
beforeAll(async () => {
  await buildPage();
  plane = await StagedPlane.open(answersOfRooms());
  browser = await Browser.open();
  browser.page.setDefaultTimeout(60_000);
  looks = await Looks.at(browser.page);
});
afterAll(async () => {
  await browser?.close();
  await plane?.close();
});

/** Lays a style over the page, as a careless change would. */
const restyle = (css: string): Promise<void> =>
  browser.page.evaluate(`(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(${JSON.stringify(css)});
    document.adoptedStyleSheets = [sheet];
  })()`);

describe('a picture that is kept', () => {
  const [overview] = PICTURED;
  if (overview === undefined) throw new Error('nothing is pictured');

  it.each([
    ['the frame loses its columns', '.frame { display: block }'],
    ['a list falls apart', '.place { display: block; min-height: 0 }'],
    ['a room is drawn small', '.content { zoom: 0.7 }'],
    ['everything lies under the menu', '.content { margin-left: -224px }'],
  ])('is another one where %s', async (_, css) => {
    await looks.as({ width: 1_440, theme: 'light' });
    await enter(browser.page, plane.origin, overview);
    const { layout: before } = await looks.seen();
    expect(layoutDifferences(before, (await looks.seen()).layout)).toEqual([]);

    await restyle(css);

    expect(layoutDifferences(before, (await looks.seen()).layout)).not.toEqual([]);
  });

  it.each(THEMES)('is another one where the colours of panels are lost in the %s', async (theme) => {
    await looks.as({ width: 1_440, theme });
    await enter(browser.page, plane.origin, overview);
    const { paint: before } = await looks.seen();
    expect(paintDifferences(before, (await looks.seen()).paint)).toEqual([]);

    await restyle('.panel, .places { background: none !important }');

    expect(paintDifferences(before, (await looks.seen()).paint)).not.toEqual([]);
  });

  it.each(PICTURED.slice(0, 3))('is the same one of $name in the fonts of another machine', async (state) => {
    await looks.as({ width: 1_440, theme: 'light' });
    await enter(browser.page, plane.origin, state);
    for (const width of WIDTHS) {
      await looks.as({ width, theme: 'light' });
      await restyle('');
      const { layout: before } = await looks.seen();

      await restyle('body, .input, .button { font-family: "Liberation Sans", "Free Sans", serif !important }');

      expect(layoutDifferences(before, (await looks.seen()).layout), `${width} wide`).toEqual([]);
    }
  });
});

describe.runIf(process.env.PLIMSOLL_PICTURES === '1')('pictures of the page', () => {
  it.each(PICTURED)('$name', async (state) => {
    mkdirSync(KEPT, { recursive: true });
    const layouts: Record<string, Layout> = {};
    const paints: Record<string, Paint> = {};
    await looks.as({ width: 1_440, theme: 'light' });
    await enter(browser.page, plane.origin, state);
    for (const theme of THEMES) {
      for (const width of WIDTHS) {
        await looks.as({ width, theme });
        const { layout, paint } = await looks.seen();
        layouts[width] = layout;
        paints[theme] ??= paint;
        if (state.at !== undefined) await browser.page.locator(state.at).scrollIntoViewIfNeeded();
        // The first one after a change of size may lack what sticks to the foot.
        await browser.page.screenshot();
        await browser.page.screenshot({ path: `${KEPT}${state.name}-${width}-${theme}.png` });
        await browser.page.evaluate('scrollTo(0, 0)');
      }
    }
    keep(state.name, { layouts, paints });
  });
});
