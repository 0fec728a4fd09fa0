import type { StagedPlane } from '../../test/page/world/staged-plane.ts';
import type { MeasuredBrowser } from './chromium.ts';
import { quantile } from './quantile.ts';

const ROUNDS = 15;

/** Notes in the page when the words that somebody came for have been put on the screen: two frames after they are in the document. */
const noting = (words: string): string => `globalThis.useful = new Promise((seen) => {
  const look = () => {
    if (!document.querySelector('main')?.textContent.includes(${JSON.stringify(words)})) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => seen(performance.now())));
  };
  requestAnimationFrame(look);
})`;

/** Milliseconds from asking for a room to its words on the screen, each time in a browser profile that has never been here. */
export async function firstPaint(
  { browser }: MeasuredBrowser,
  plane: StagedPlane,
  room: { readonly path: string; readonly words: string },
): Promise<{ readonly median: number; readonly worst: number; readonly rounds: number }> {
  const taken: number[] = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } });
    await context.addInitScript("localStorage.setItem('plimsoll-page', 'half')");
    await context.addInitScript(noting(room.words));
    const page = await context.newPage();
    await page.goto(plane.origin + room.path);
    const useful = await page.evaluate<number>('globalThis.useful');
    if (round >= 0) taken.push(useful);
    await context.close();
  }
  return { median: quantile(taken, 0.5), worst: quantile(taken, 1), rounds: ROUNDS };
}
