import { describe, expect, it } from 'vitest';
import { challengesIn } from './challenge.ts';

type Read = readonly (readonly [scheme: string, parameters: Readonly<Record<string, string>>])[];

const CASES: readonly (readonly [header: string, expected: Read])[] = [
  [
    'Bearer realm="https://auth.test/token",service="r.test",scope="repository:a/b:pull,push"',
    [['bearer', { realm: 'https://auth.test/token', service: 'r.test', scope: 'repository:a/b:pull,push' }]],
  ],
  ['Basic realm="a, \\"b\\""', [['basic', { realm: 'a, "b"' }]]],
  [
    'Negotiate, Basic realm=plain, Bearer realm="x"',
    [
      ['negotiate', {}],
      ['basic', { realm: 'plain' }],
      ['bearer', { realm: 'x' }],
    ],
  ],
  ['BEARER Realm = "x" , service=y', [['bearer', { realm: 'x', service: 'y' }]]],
  ['Bearer __proto__="x"', [['bearer', { ['__proto__']: 'x' }]]],
  ['', []],
  ['"', []],
  ['realm="x"', []],
  ['Bearer realm="x" ;;; rest', [['bearer', { realm: 'x' }]]],
];

describe('a challenge', () => {
  it.each(CASES)('is read from %s', (header, expected) => {
    const read = challengesIn(header).map(({ scheme, parameters }) => [scheme, Object.entries(parameters)]);

    expect(read).toEqual(expected.map(([scheme, parameters]) => [scheme, Object.entries(parameters)]));
  });
});
