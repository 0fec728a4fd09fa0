import type { Page } from 'playwright-core';
import type { StagedPlane } from '../../test/page/world/staged-plane.ts';
import type { MeasuredBrowser } from './chromium.ts';
import { quantile } from './quantile.ts';

const PAIRS = 12;

/** Scrolls from the top through the page, by about a row in each frame, and gives how long each frame took in milliseconds. */
const SCROLL = `new Promise((done) => {
  scrollTo(0, 0);
  const frames = [];
  let last = 0;
  const step = (now) => {
    if (last !== 0) frames.push(now - last);
    last = now;
    if (frames.length >= 240) return done(frames);
    scrollBy(0, 64);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(() => requestAnimationFrame(step));
})`;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * How long a frame takes while a grid of a thousand rows is scrolled, beside an empty page of the same size. Both are scrolled in
 * turns, in both orders, so that what else the machine does hits both alike.
 */
export async function scrolling({ browser, processorSeconds }: MeasuredBrowser, plane: StagedPlane) {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } });
  await context.addInitScript("localStorage.setItem('plimsoll-page', 'half')");
  const grid = await context.newPage();
  await grid.goto(plane.origin);
  await grid.getByText('unit-0000').first().waitFor();
  const height = await grid.evaluate<number>('document.documentElement.scrollHeight');
  const empty = await context.newPage();
  await empty.setContent(`<!doctype html><title>empty</title><div style="height: ${height}px"></div>`);
  const scrolled = async (page: Page): Promise<readonly number[]> => {
    await page.bringToFront();
    return page.evaluate<number[]>(SCROLL);
  };
  await scrolled(grid);
  await scrolled(empty);
  const ratios: number[] = [];
  const frames = { grid: [] as number[], empty: [] as number[] };
  const used = { grid: 0, empty: 0 };
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const order = pair % 2 === 0 ? (['grid', 'empty'] as const) : (['empty', 'grid'] as const);
    const took = { grid: 0, empty: 0 };
    for (const one of order) {
      const before = (await processorSeconds()).renderer ?? Number.NaN;
      const each = await scrolled(one === 'grid' ? grid : empty);
      used[one] += ((await processorSeconds()).renderer ?? Number.NaN) - before;
      frames[one].push(...each);
      took[one] = mean(each);
    }
    ratios.push(took.grid / took.empty);
  }
  await context.close();
  return {
    ratio: quantile(ratios, 0.5),
    frame: { grid: mean(frames.grid), empty: mean(frames.empty) },
    slowest: { grid: quantile(frames.grid, 0.95), empty: quantile(frames.empty, 0.95) },
    /** Milliseconds of a processor that the page's process used for a frame. */
    used: { grid: (used.grid / frames.grid.length) * 1_000, empty: (used.empty / frames.empty.length) * 1_000 },
    pairs: PAIRS,
    height,
  };
}
