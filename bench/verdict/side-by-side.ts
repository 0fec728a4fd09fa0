import type { Job, Results } from './campaign.ts';
import { cell } from './claims/cells.ts';
import type { JudgeName } from './judges.ts';
import { type Kind, named, RATES } from './scenarios.ts';
import { percent, type Summary } from './summary.ts';

const RIVALS: readonly JudgeName[] = [
  'point 60 s',
  'point 60 s, fourth breach',
  'point 10 s',
  'point 10 s, fourth breach',
  'z-test 10 s',
  'Mann-Whitney',
  'ours',
];

const WEIGHT = 0.05;
const BAD: readonly Kind[] = ['errors 2%', 'errors 5%', 'errors late 2%'];
const LATENCY: readonly JudgeName[] = ['point 60 s', 'point 10 s', 'ours'];
const LATENCY_CELLS: readonly (readonly [Kind, number])[] = [
  ...[10, 100, 1_000].map((rate) => ['latency same', rate] as const),
  ['latency same heavy', 1_000],
  ['latency +10% common buckets', 100],
];

/** What the table of page 03, section 1, is made from: all judges on the same traffic. */
export const sideBySideJobs: readonly Job[] = [
  ...RIVALS.flatMap((judge) => [
    ...RATES.map((rate) => ({ scenario: named('errors same', rate, WEIGHT), judge })),
    ...BAD.flatMap((kind) => [10, 100, 1_000].map((rate) => ({ scenario: named(kind, rate, WEIGHT), judge }))),
  ]),
  ...LATENCY.flatMap((judge) => LATENCY_CELLS.map(([kind, rate]) => ({ scenario: named(kind, rate, WEIGHT), judge }))),
];

/** That table as text. */
export function sideBySide(results: Results): string {
  const header = `${''.padEnd(26)} good rolled back @1/10/100/1000   2 %: requests exposed @100 · @1000      promoted: 2 % @10 · 5 % @10 · 2 % from D/2 @100`;
  const lines = RIVALS.map((judge) => {
    const at = (kind: Kind, rate: number): Summary => cell(results, kind, rate, WEIGHT, judge);
    const good = RATES.map((rate) => percent(at('errors same', rate).failed)).join(' / ');
    const exposed = [100, 1_000].map((rate) => exposedText(at('errors 2%', rate))).join(' · ');
    const promoted = [at('errors 2%', 10), at('errors 5%', 10), at('errors late 2%', 100)];
    return `${label(judge).padEnd(26)} ${good.padEnd(33)} ${exposed.padEnd(38)} ${promoted.map(({ passed }) => percent(passed)).join(' · ')}`;
  });
  const latency = LATENCY.map((judge) => {
    const parts = LATENCY_CELLS.map(([kind, rate]) => {
      const { failed, passed, asked } = cell(results, kind, rate, WEIGHT, judge);
      return kind.includes('+10%')
        ? `+10 % on common buckets @${rate}: promoted ${percent(passed)}, asked ${percent(asked)}`
        : `${kind.endsWith('heavy') ? 'heavy tail ' : ''}@${rate} ${percent(failed)}`;
    });
    return `${label(judge).padEnd(26)} ${parts.join(' · ')}`;
  });
  return [header, ...lines, '', 'latency_p99 < baseline * 1.1: good rolled back', ...latency].join('\n');
}

const label = (judge: JudgeName): string => (judge === 'ours' ? 'this judge' : judge);

const exposedText = ({ exposed, seconds, passed }: Summary): string =>
  `${exposed} (${seconds} s${passed > 0 ? `, ${percent(passed)} promoted` : ''})`;
