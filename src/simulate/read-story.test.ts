import { describe, expect, it } from 'vitest';
import { readStory } from './read-story.ts';

const HEAD = `start: "2026-11-20T14:00:00+01:00"
traffic: { rate: 200/s, stable: { errors: 0.1%, p50: 45ms, p99: 180ms }, candidate: { errors: 0.1% } }
`;

const problemsIn = (text: string): readonly string[] => {
  const read = readStory(text, 'story.yaml');
  if ('story' in read) throw new Error('nothing is wrong with it');
  return read.problems.map(({ line, message }) => `${line}: ${message}`);
};

describe('a story', () => {
  it('is read with what was left out filled in', () => {
    const read = readStory(
      `${HEAD}script: [{ at: 0s, answer: production-promotion, decision: approve }]`,
      'story.yaml',
    );

    expect(read).toMatchObject({
      story: {
        plan: { config: 'plimsoll.yaml', environment: 'production' },
        start: Date.UTC(2026, 10, 20, 13),
        first_release: false,
        traffic: { rate: 200, stable: { errors: 0.001, p50: 45, p99: 180 } },
        script: [{ at: 0, answer: 'production-promotion', decision: 'approve' }],
        expect: {},
      },
    });
  });

  it.each([
    ['a bound without a sign is met exactly', '"3"', { operator: '==', value: 3 }],
    ['a bound may be a number', '3', { operator: '==', value: 3 }],
    ['a bound compares', '"<= 1200"', { operator: '<=', value: 1_200 }],
  ])('%s', (_, written, expected) => {
    expect(readStory(`${HEAD}expect: { exposed_requests: ${written} }`, 's.yaml')).toMatchObject({
      story: { expect: { exposed_requests: expected } },
    });
  });

  it.each([
    ['two things in one act', 'script: [{ at: 1m, ask: hold, check: smoke }]', ['3: an act does one thing']],
    ['an act that does nothing', 'script: [{ at: 1m }]', ['3: an act does one thing']],
    ['a crash without an end', 'script: [{ at: 1m, crash: router }]', ['3: it must end']],
    [
      'an answer that does not fit its question',
      'script: [{ at: 1m, answer: after-rollback, decision: approve }]',
      ['3: after-rollback is answered with close'],
    ],
    ['a strange key', 'weather: rain', ['3: a story has no weather here']],
    [
      'a signal that is none',
      'expect: { signal: DONE }',
      [expect.stringContaining('3: signal must be one of STAGING_READY')],
    ],
    ['no duration', 'until: soon', ['3: "soon" cannot be read']],
    ['no bound', 'expect: { failed_requests: few }', ['3: "few" is no bound']],
    ['a clock without a sign', 'script: [{ at: 1m, clock: 2h }]', ['3: "2h" cannot be read']],
  ])('is refused with %s', (_, more, expected) => {
    expect(problemsIn(HEAD + more)).toEqual(expected);
  });

  it('is refused without its start, a zone and users, all at once', () => {
    expect(problemsIn('start: "2026-11-20T14:00:00"\ntraffic: { rate: many }')).toEqual([
      '1: "2026-11-20T14:00:00" cannot be read',
      '2: "many" cannot be read',
    ]);
  });

  it('that is no YAML says where', () => {
    expect(problemsIn('start: [')[0]).toMatch(/^\d+: /);
  });
});
