import { describe, expect, it } from 'vitest';
import { aConfiguration, environmentOf, shortProblems, stagesOf } from './fixtures/configuration.ts';

const stages = (...texts: readonly string[]): string =>
  `\n      strategy: canary\n      stages:${texts.map((text) => `\n        - ${text}`).join('')}`;

describe('stages of a rollout', () => {
  it.each([
    [
      'do not fall',
      stages('{ weight: 25%, duration: 1m }', '{ weight: 5%, duration: 1m }', '{ weight: 100% }'),
      ['weight-not-rising 16: 5%'],
    ],
    [
      'do not stay',
      stages('{ weight: 25%, duration: 1m }', '{ weight: 25%, duration: 1m }', '{ weight: 100% }'),
      ['weight-not-rising 16: 25%'],
    ],
    ['begin above nothing', stages('{ weight: 0%, duration: 1m }', '{ weight: 100% }'), ['weight-not-rising 15: 0%']],
    ['end at 100 %', stages('{ weight: 5%, duration: 1m }', '{ weight: 50% }'), ['last-weight 16: 50%']],
    [
      'have no duration at the end',
      stages('{ weight: 5%, duration: 1m }', '{ weight: 100%, duration: 1m }'),
      ['last-duration 16: duration'],
    ],
    [
      'have a duration before the end',
      stages('{ weight: 5% }', '{ weight: 100% }'),
      ['missing-key 15: { weight: 5% }'],
    ],
    ['are not none', '{ strategy: canary, stages: [] }', ['empty-value 12: []']],
    [
      'compare with no baseline at 100 %',
      stages('{ weight: 100%, gates: [error_rate < baseline] }'),
      ['gate-baseline 15: baseline'],
    ],
    [
      'have weights with at most one decimal',
      stages('{ weight: 5.25%, duration: 1m }', '{ weight: 100% }'),
      ['weight 15: 5.25%'],
    ],
    ['have weights with their sign', stages('{ weight: 5, duration: 1m }', '{ weight: 100% }'), ['wrong-type 15: 5']],
    [
      'have gates of their own grammar',
      stages('{ weight: 5%, duration: 1m, gates: [error_rate == 1%] }', '{ weight: 100% }'),
      ['gate-syntax 15: =='],
    ],
    [
      'have gates without calls',
      stages('{ weight: 5%, duration: 1m, gates: ["max(error_rate) < 1%"] }', '{ weight: 100% }'),
      ['gate-syntax 15: max('],
    ],
    [
      'have gates that are texts',
      stages('{ weight: 5%, duration: 1m, gates: [a < 1% and b: c] }', '{ weight: 100% }'),
      ['gate-is-map 15: a < 1% and b: c'],
    ],
  ])('%s', (_, rollout, expected) => {
    expect(shortProblems(aConfiguration({ rollout }))).toEqual(expected);
  });

  it('may gate the last one on absolute limits', () => {
    const rollout = stages('{ weight: 100%, gates: [error_rate < 1%] }');

    expect(stagesOf(environmentOf(aConfiguration({ rollout }), 'production'))).toMatchObject([
      { weight: 1_000, duration: null, gates: [{ text: 'error_rate < 1%' }] },
    ]);
  });

  it('may be 0.1 % fine', () => {
    const rollout = stages('{ weight: 0.1%, duration: 1m }', '{ weight: 0.2%, duration: 1m }', '{ weight: 100% }');

    expect(stagesOf(environmentOf(aConfiguration({ rollout }), 'production')).map(({ weight }) => weight)).toEqual([
      1, 2, 1_000,
    ]);
  });
});

it('a bake compares with no baseline', () => {
  expect(shortProblems(aConfiguration({ bake: '{ gates: [latency_p99 < baseline * 1.1] }' }))).toEqual([
    'gate-baseline 13: baseline',
  ]);
});

describe('a strategy', () => {
  it.each([
    [
      'has no keys of another',
      '{ strategy: rolling, stages: [{ weight: 100% }] }',
      ['key-of-another-strategy 12: stages'],
    ],
    ['is one of three', '{ strategy: bluegreen }', ['unknown-value 12: bluegreen']],
    [
      'has room to replace an instance',
      '{ strategy: rolling, max_unavailable: 0, max_surge: 0 }',
      ['rolling-without-room 12: { strategy: rolling, max_unavailable: 0, max_surge: 0 }'],
    ],
    ['has limits that are counts or percentages', '{ strategy: rolling, max_surge: 1.5 }', ['bad-value 12: 1.5']],
    ['takes no more than all', '{ strategy: rolling, max_unavailable: 101% }', ['bad-value 12: 101%']],
    [
      'flips back on one comparison with a fixed limit',
      '{ strategy: blue-green, rollback_trigger: error_rate > baseline * 2 }',
      ['gate-baseline 12: baseline'],
    ],
  ])('%s', (_, rollout, expected) => {
    expect(shortProblems(aConfiguration({ rollout }))).toEqual(expected);
  });
});
