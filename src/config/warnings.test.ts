import { expect, it } from 'vitest';
import { aConfiguration, specOf } from './fixtures/configuration.ts';
import { warningsOf } from './warnings.ts';

const withQuery = (query: string): string =>
  aConfiguration({
    more: `metrics: { sources: { prom: { type: prometheus, url: "http://prom.test:9090" } }, queries: { failed: ${query} } }\n`,
  });

it.each([
  ['a percentage', `{ from: prom, unit: "%", better: lower, query: 'share{track="$track"}' }`],
  [
    'one rate by another',
    `{ from: prom, better: lower, query: 'sum(rate(bad{track="$track"}[5m])) / sum(rate(all{track="$track"}[5m]))' }`,
  ],
])('a ready-made share is warned of, with the two counters it needs: %s', (_, query) => {
  const [warning] = warningsOf(specOf(withQuery(query)));

  expect(warning).toMatchObject({
    code: 'ready-made-ratio',
    message: expect.stringContaining('failed'),
    remedy: expect.stringMatching(/numerator.*denominator/),
  });
});

it.each([
  [
    'a rate a minute',
    `{ from: prom, unit: /min, better: higher, query: '60 * sum(rate(orders{track="$track"}[5m]))' }`,
  ],
  [
    'a pair of counters',
    `{ kind: ratio, from: prom, better: lower, numerator: 'a{track="$track"}', denominator: 'b{track="$track"}' }`,
  ],
])('nothing is said of what is no share by itself: %s', (_, query) => {
  expect(warningsOf(specOf(withQuery(query)))).toEqual([]);
});
