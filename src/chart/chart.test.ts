import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measuredCourse } from '../core/course/canary-course.ts';
import type { CanaryCourse, CoursePoint } from '../core/course/course.ts';
import { type Instant, instant } from '../core/kernel/instant.ts';
import { NOON } from '../testing/builders.ts';
import { aMeasuredPlan, aMeasuredRollout } from '../testing/measured-rollout.ts';
import { type CanaryChart, chartsOf, differenceOf } from './canary-chart.ts';
import { UTC } from './clock-time.ts';
import { drawChart } from './draw.ts';
import { runsOf, silencesOf } from './gaps.ts';
import { nearestTo, placedAt } from './nearest.ts';
import { scaleOf } from './scale.ts';
import { chartSentence, readingOf } from './sentence.ts';
import { type SvgNode, svgText } from './svg-node.ts';
import { chartTable } from './table.ts';

const SIZE = { width: 720, height: 240 };
const BERLIN = { name: 'Europe/Berlin', offsetMinutes: 60 };

const courseOf = (imagined: Parameters<typeof aMeasuredRollout>[0]): CanaryCourse => {
  const course = measuredCourse(aMeasuredPlan, aMeasuredRollout(imagined), [], false);
  if (course === null) throw new Error('nothing was measured');
  return course;
};
const first = (course: CanaryCourse, zone = BERLIN): CanaryChart => {
  const [chart] = chartsOf(course, zone);
  if (chart === undefined) throw new Error('no chart');
  return chart;
};
const svg = (chart: CanaryChart): string => svgText(drawChart(chart, SIZE, 'c'));
const drawn = (node: SvgNode): readonly SvgNode[] => [
  node,
  ...node.inside.flatMap((each) => (typeof each === 'string' ? [] : drawn(each))),
];

const amount = fc.oneof(
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const aPoint = fc.record({
  seconds: fc.integer({ min: 0, max: 90_000 }),
  after: fc.integer({ min: 0, max: 90_000_000 }),
  stage: fc.constantFrom<number | 'bake'>(0, 1, 'bake'),
  ...{ observed: amount, low: amount, high: amount, baseline: amount, limit: amount, least: amount, most: amount },
  requests: fc.nat(),
  silent: fc.integer({ min: 0, max: 90_000 }),
});
/** Any course that has the form of one: rising times, any numbers. */
const anyChart = fc
  .record({
    points: fc.array(aPoint, { maxLength: 30 }),
    unit: fc.constantFrom('ratio', 'ms', '', 'req/s'),
    breach: fc.constantFrom('above' as const, 'below' as const),
    left: fc.nat(90_000_000),
    offsetMinutes: fc.integer({ min: -720, max: 840 }),
    marks: fc.array(fc.nat(90_000_000), { maxLength: 8 }),
  })
  .map(({ points, unit, breach, left, offsetMinutes, marks }) => {
    let at: Instant = NOON;
    const rising = points.map(({ after, ...point }): CoursePoint => {
      at = instant(at + after);
      return { ...point, at };
    });
    const course: CanaryCourse = {
      ...{ from: NOON, now: at, until: instant(at + left) },
      courses: [{ gate: 'g < 1', metric: 'g', kind: 'gate', unit, breach, stands: null, points: rising }],
      marks: marks.map((each) => ({ at: instant(NOON + each), kind: 'weight', text: '5 % to the candidate' })),
      holds: marks.map((each) => ({ from: instant(NOON + each), to: null, reason: 'judge', text: 'x' })),
    };
    return first(course, { name: 'Somewhere', offsetMinutes });
  });

describe('a canary chart', () => {
  it('holds no number that is none, whatever was measured', () => {
    fc.assert(
      fc.property(anyChart, fc.boolean(), fc.integer({ min: 1, max: 2_000 }), (chart, isDifference, width) => {
        const shown = isDifference ? differenceOf(chart) : chart;
        const text = svgText(drawChart(shown, { width, height: 200 }, 'c'));

        expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
        expect(JSON.stringify(chartTable(shown))).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('never goes back in time', () => {
    fc.assert(
      fc.property(anyChart, (chart) => {
        const { x, left, right } = scaleOf(chart, SIZE);
        const places = chart.points.map(({ at }) => x(at));

        expect(places).toEqual(places.toSorted((one, other) => one - other));
        expect(places.every((place) => place >= left && place <= right)).toBe(true);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('draws no line over what was not measured, over missing time, or from one stage into the next', () => {
    fc.assert(
      fc.property(anyChart, ({ points }) => {
        const runs = runsOf(points, ({ observed }) => observed);

        for (const run of runs) {
          for (const [index, point] of run.entries()) {
            const before = run[index - 1];
            expect(point.observed).not.toBeNull();
            expect(point.silent).toBeLessThan(point.seconds * 0.5);
            if (before === undefined) continue;
            expect(point.stage).toBe(before.stage);
            expect(points.indexOf(point) - points.indexOf(before)).toBe(1);
            expect(point.at - point.seconds * 1_000 - before.at).toBeLessThanOrEqual(2_000);
          }
        }
        expect(runs.flat()).toHaveLength(
          points.filter(({ observed, silent, seconds }) => observed !== null && silent < seconds * 0.5).length,
        );
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('is the same drawing, byte for byte, of the same course', () => {
    const draw = () => svg(first(courseOf({ seconds: 90, failing: () => 0.004 })));

    expect(draw()).toBe(draw());
  });

  it('leaves a gap where the source was silent and where nobody recorded, and says so', () => {
    const chart = first(
      courseOf({
        seconds: 300,
        failing: () => 0.004,
        isSilent: (second) => second >= 60 && second < 90,
        isAway: (second) => second >= 200 && second < 240,
      }),
    );
    const lines = drawn(drawChart(chart, SIZE, 'c')).filter(
      ({ tag, attributes }) => tag === 'path' && attributes['stroke-width'] === 2.25,
    );

    expect(lines).toHaveLength(3);
    expect(silencesOf(chart.points).map(({ from, to }) => [(from - NOON) / 1_000, (to - NOON) / 1_000])).toEqual([
      [60, 90],
      [200, 240],
    ]);
    expect(chartSentence(chart)).toContain('Nothing was measured in 2 stretches of it.');
  });

  it('hatches the side on which the limit is broken', () => {
    const [errors, , successes] = chartsOf(courseOf({ seconds: 60, failing: () => 0.004 }), UTC);
    const hatched = (chart: CanaryChart | undefined): string => {
      if (chart === undefined) throw new Error('no chart');
      const area = drawn(drawChart(chart, SIZE, 'c')).find(({ attributes }) => attributes.fill === 'url(#c-breach)');
      return String(area?.attributes.d);
    };

    expect(hatched(errors)).toMatch(/L56 26Z$/);
    expect(hatched(successes)).toMatch(/L56 204Z$/);
  });

  it('has a name and a description that say what is drawn', () => {
    const chart = first(courseOf({ seconds: 60, failing: () => 0.004 }));
    const text = svg(chart);

    expect(text).toMatch(/^<svg [^>]*role="img" aria-labelledby="c-title c-told"/);
    expect(text).toContain('<title id="c-title">error_rate &lt; 1%</title>');
    expect(chartSentence(chart)).toMatch(
      /^error_rate < 1%\. Collecting \(.+\): [\d.]+ %, between .+ From 2026-11-20 13:00 to 13:01 \(Europe\/Berlin, UTC\+01:00\)\.$/,
    );
  });

  it('shows times in its zone, and the zone', () => {
    const text = svg(first(courseOf({ seconds: 60, failing: () => 0.004 }), BERLIN));

    expect(text).toContain('>13:05<');
    expect(text).toContain('>Europe/Berlin, UTC+01:00<');
  });

  it('has the same numbers in its table and in its reading as in its lines', () => {
    const chart = first(courseOf({ seconds: 60, failing: () => 0.004 }));
    const { head, rows } = chartTable(chart);
    const last = chart.points.at(-1);
    if (last === undefined) throw new Error('no point');

    expect(head[0]).toBe('Time (Europe/Berlin, UTC+01:00)');
    expect(rows).toHaveLength(chart.points.length);
    expect(rows.at(-1)?.[0]).toBe('13:01:00');
    expect(readingOf(chart, last)).toContain(`candidate ${rows.at(-1)?.[1]}`);
    expect(svg(chart)).toContain(`>${rows.at(-1)?.[1]}</text>`);
  });

  it('finds the point nearest to a pointer', () => {
    const chart = first(courseOf({ seconds: 60, failing: () => 0.004 }));
    const { x } = scaleOf(chart, SIZE);

    expect(nearestTo(chart, SIZE, x(chart.points[3]?.at ?? 0) + 0.4)).toBe(3);
    expect(placedAt(chart, SIZE, 3)?.point).toBe(chart.points[3]);
    expect(nearestTo({ ...chart, points: [] }, SIZE, 10)).toBe(-1);
  });

  it('shows words of others as text and nothing else', () => {
    const course = courseOf({ seconds: 10, failing: () => 0 });
    const evil = '"><script>alert(1)</script>\u0000';
    const chart = first({
      ...course,
      marks: [{ at: NOON, kind: 'answered', text: evil }],
      holds: [{ from: NOON, to: null, reason: 'person', text: evil }],
    });

    expect(svg(chart)).not.toContain('<script');
    expect(svg(chart)).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>');
  });
});
