import { setTimeout as wait } from 'node:timers/promises';
import { SCENES } from '../../test/page/world/stage.ts';
import { StagedPlane } from '../../test/page/world/staged-plane.ts';
import { canaryHour, LOOKS } from './canary-hour.ts';
import type { MeasuredBrowser } from './chromium.ts';

/** An hour is played in so much less time: each second of it still has two frames of its own. */
const FASTER = 30;
/** What is this long or longer runs faster; what is shorter is a matter of frames and stays. */
const FROM = 900;

/** Timers of a second or more ring, and the clock goes, so many times as fast. */
const HASTE = `(() => {
  const { setTimeout: later, setInterval: every } = globalThis;
  const begun = Date.now(), now = Date.now;
  const sooner = (ms) => (ms >= ${FROM} ? ms / ${FASTER} : ms);
  globalThis.setTimeout = (ring, ms, ...more) => later(ring, sooner(ms), ...more);
  globalThis.setInterval = (ring, ms, ...more) => every(ring, sooner(ms), ...more);
  Date.now = () => begun + (now() - begun) * ${FASTER};
})()`;

/** What following a canary for an hour costs. */
export interface HourCost {
  /** Share of one core, by kind of process. */
  readonly shares: Readonly<Record<string, number>>;
  /** Share of the hour for which the page's main thread was at a task, by the clock: with waiting for a processor. */
  readonly mainThread: number;
  /** Looks that were played, of those that an hour has. */
  readonly looks: number;
  readonly milliseconds: { readonly perLook: number };
}

/**
 * Plays the looks of an hour at a canary with six tiles, each answered with other numbers, and takes the processor time that the
 * browser used for them as what it would use in that hour. Timers and frames are all there; only the pauses between are shorter.
 */
export async function canaryCost({ browser, processorSeconds }: MeasuredBrowser, looks = LOOKS): Promise<HourCost> {
  // Where not all of it is played it is the end of the hour, when there is most to draw.
  const hour = canaryHour(LOOKS - looks);
  const plane = await StagedPlane.open(hour.answers);
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } });
  try {
    await context.addInitScript("localStorage.setItem('plimsoll-page', 'half')");
    await context.addInitScript(HASTE);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    const busy = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    };
    await page.goto(`${plane.origin}/d/${SCENES.canary.view.id}`);
    await page.locator('.canary-plot > svg').first().waitFor();
    const [before, busyBefore, first] = [await processorSeconds(), await busy(), hour.looks()];
    while (hour.looks() - first < looks) await wait(50);
    const [after, busyAfter, played] = [await processorSeconds(), await busy(), hour.looks() - first];
    // As many looks as were played stand for so much of an hour.
    const span = (played / LOOKS) * 3_600;
    const used = Object.fromEntries(Object.entries(after).map(([type, sum]) => [type, sum - (before[type] ?? 0)]));
    return {
      shares: Object.fromEntries(Object.entries(used).map(([type, sum]) => [type, sum / span])),
      mainThread: (busyAfter - busyBefore) / span,
      looks: played,
      milliseconds: { perLook: ((used.renderer ?? Number.NaN) / played) * 1_000 },
    };
  } finally {
    await context.close();
    await plane.close();
  }
}
