import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { buildPage } from '../../test/e2e/world/program.ts';
import { answersOf, SCENES } from '../../test/page/world/stage.ts';
import { BUILT_PAGE, StagedPlane } from '../../test/page/world/staged-plane.ts';
import { canaryCost } from './canary-cost.ts';
import { LOOKS } from './canary-hour.ts';
import { measuredBrowser } from './chromium.ts';
import { firstPaint } from './first-paint.ts';
import { scrolling } from './scrolling.ts';

// What the page costs in a real browser, against its bars: `npm run bench:page`, some minutes; `-- --looks 120` plays the last
// ten minutes of the hour instead of all of it. The built page is served under the control plane's headers from this process, on loopback.

const at = process.argv.indexOf('--looks');
const looks = at < 0 ? LOOKS : Number(process.argv[at + 1]);

const missed: string[] = [];
function line(what: string, is: number, bar: number, shown: string): void {
  if (!(is <= bar)) missed.push(what);
  console.log(`${is <= bar ? 'held  ' : 'MISSED'} ${what}: ${shown}`);
}
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

await buildPage();
const measured = await measuredBrowser();
const plane = await StagedPlane.open(answersOf(Object.values(SCENES)));
const crowd = Array.from({ length: 1_000 }, (_, index) => ({
  ...SCENES.complete.view,
  ...{ id: `dep_${index}`, unit: `unit-${String(index).padStart(4, '0')}` },
}));
const crowded = await StagedPlane.open({ ...answersOf([]), 'GET /current': crowd });
try {
  const scripts = readdirSync(new URL('assets/', BUILT_PAGE)).filter((name) => name.endsWith('.js'));
  const size = scripts
    .map((name) => gzipSync(readFileSync(new URL(`assets/${name}`, BUILT_PAGE))).length)
    .reduce((sum, one) => sum + one, 0);
  line('script, compressed', size, 170_000, `${(size / 1_000).toFixed(1)} kB in ${scripts.length} files (bar 170 kB)`);

  for (const [name, room] of [
    ['the overview', { path: '/', words: 'Waiting for you' }],
    ['a canary', { path: `/d/${SCENES.canary.view.id}`, words: 'candidate 1.1.0' }],
  ] as const) {
    const { median, worst, rounds } = await firstPaint(measured, plane, room);
    const shown = `median ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms of ${rounds} (bar 1000 ms)`;
    line(`first useful paint of ${name}`, median, 1_000, shown);
  }

  const { ratio, frame, slowest, used, pairs, height } = await scrolling(measured, crowded);
  line(
    'a frame while scrolling a thousand rows, beside an empty page',
    ratio,
    1.5,
    `${ratio.toFixed(2)} in the median of ${pairs} pairs (bar 1.5); frames ${frame.grid.toFixed(1)} and ${frame.empty.toFixed(1)} ms, ` +
      `95 of 100 within ${slowest.grid.toFixed(1)} and ${slowest.empty.toFixed(1)} ms, processor ${used.grid.toFixed(1)} and ${used.empty.toFixed(1)} ms; both ${height} px high`,
  );

  const { shares, mainThread, looks: played, milliseconds } = await canaryCost(measured, looks);
  const renderer = shares.renderer ?? Number.NaN;
  line(
    'an hour of a canary with six tiles',
    renderer,
    0.05,
    `${percent(renderer)} of a core in the page’s processes (bar 5 %); its main thread was at it for ${percent(mainThread)} of the time; ` +
      `${milliseconds.perLook.toFixed(1)} ms a look, ${played} of ${LOOKS} looks played`,
  );
  const others = Object.entries(shares).filter(([type, share]) => type !== 'renderer' && share > 0.000_05);
  console.log(`       beside it: ${others.map(([type, share]) => `${type} ${percent(share)}`).join(', ')}`);
} finally {
  await measured.browser.close();
  await Promise.all([plane.close(), crowded.close()]);
}
if (missed.length > 0) console.error(`Missed: ${missed.join('; ')}`);
process.exitCode = missed.length === 0 ? 0 : 1;
