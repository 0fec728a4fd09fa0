import { expect, it } from 'vitest';
import { emptyGroups, groupSuites } from './suites.ts';

const suite = (name: string, total: number, failed = 0, flaky?: number) => ({
  ...{ name, total, passed: total - failed, failed, skipped: 0 },
  ...(flaky === undefined ? {} : { flaky }),
});
const group = (name: string, pattern: string) => ({ name, pattern });

it('suites are told together under the name whose pattern they fit, in the order of the names', () => {
  const suites = [suite('it.db', 2), suite('api.v1', 3, 1), suite('api.v2', 4, 0, 2)];

  expect(groupSuites(suites, [group('API tests', 'api.*'), group('Integration tests', 'it.*')])).toEqual([
    suite('API tests', 7, 1, 2),
    suite('Integration tests', 2),
  ]);
});

it('what fits no pattern stays under its own name, and nothing is lost', () => {
  expect(groupSuites([suite('other', 5)], [group('API tests', 'api.*')])).toEqual([
    suite('API tests', 0),
    suite('other', 5),
  ]);
});

it('a suite that fits two patterns counts once, for the first', () => {
  const grouped = groupSuites([suite('api.e2e', 1)], [group('API', 'api.*'), group('E2E', '*.e2e')]);

  expect(grouped.map(({ total }) => total)).toEqual([1, 0]);
});

it('a name that no test fell under is named', () => {
  expect(emptyGroups([suite('api.v1', 3)], [group('API tests', 'api.*'), group('E2E', 'e2e*')])).toEqual(['E2E']);
});

it.each([
  ['api.*', 'api.', true],
  ['api.*', 'xapi.v1', false],
  ['*', '', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'acb', false],
  ['a*a', 'a', false],
  ['exact', 'exact', true],
  ['exact', 'exactly', false],
  ['api.*', 'apixv1', false],
])('the pattern %s fits %s: %s', (pattern, name, isFitting) => {
  expect(groupSuites([suite(name, 1)], [group('g', pattern)])[0]?.total).toBe(isFitting ? 1 : 0);
});
