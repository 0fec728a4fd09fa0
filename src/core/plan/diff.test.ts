import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anOpening, aRelease, NOON } from '../../testing/builders.ts';
import type { DeploymentId } from '../kernel/id.ts';
import { canonical } from './canonical.ts';
import { type PlanDifference, planDifferences, planDifferencesText } from './diff.ts';
import { planOf } from './seal.ts';

const stable = { release: aRelease('1'), deployment: 'dep_1' as DeploymentId, since: NOON };
const plan = planOf(anOpening('dep_2', aRelease('2')), aRelease('2'), stable);

type Step = string | number;

/** Every place of a value that holds no further value. */
function leavesOf(value: unknown, path: readonly Step[] = []): readonly (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys: readonly Step[] = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return keys.flatMap((key) => leavesOf(value[key as never], [...path, key]));
}

/** A copy with one place set to something else. */
function changedAt(value: unknown, [step, ...rest]: readonly Step[], to: unknown): unknown {
  if (step === undefined) return to;
  const copy: unknown = Array.isArray(value) ? [...value] : { ...(value as object) };
  Reflect.set(copy as object, step, changedAt((value as never)[step], rest, to));
  return copy;
}

const written = (path: readonly Step[]): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');

const json = (): fc.Arbitrary<unknown> => fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(canonical(value)));

describe('the difference between two plans', () => {
  it('is nothing between a plan and itself, also when it was read from a file', () => {
    expect(planDifferences(plan, plan)).toEqual([]);
    expect(planDifferences(JSON.parse(canonical(plan)), plan)).toEqual([]);
  });

  it('names every single field of a plan by its path when that field changes, and nothing else', () => {
    const leaves = leavesOf(JSON.parse(canonical(plan)));

    expect(leaves.length).toBeGreaterThan(80);
    for (const leaf of leaves) {
      const now = changedAt(plan, leaf, 'something else');
      expect(planDifferences(plan, now).map(({ path }) => path)).toEqual([written(leaf)]);
    }
  });

  it('names what one of them lacks', () => {
    expect(planDifferences({ a: [1], b: { c: null } }, { a: [1, 2], b: {} })).toEqual<PlanDifference[]>([
      { path: 'a[1]', planned: undefined, now: 2 },
      { path: 'b.c', planned: null, now: undefined },
    ]);
    expect(planDifferences({ a: {} }, { a: [] })).toEqual([{ path: 'a', planned: {}, now: [] }]);
  });

  it('is not fooled by what a value inherits, and quotes keys that are no names', () => {
    const hostile = JSON.parse('{"__proto__":1,"a.b":2}');

    expect(planDifferences({}, hostile).map(({ path }) => path)).toEqual(['__proto__', '"a.b"']);
    expect(planDifferences({ toString: 1 }, {}).map(({ path }) => path)).toEqual(['toString']);
  });

  it('of any values: is empty exactly when their canonical texts are the same', () => {
    fc.assert(
      fc.property(json(), json(), (one, other) => {
        expect(planDifferences(one, one)).toEqual([]);
        expect(planDifferences(one, other).length === 0).toBe(canonical(one) === canonical(other));
      }),
    );
  });

  it('reads as path, planned and now, and is cut short where it is long', () => {
    const many = { a: 1, b: 2, c: 'x'.repeat(200) };

    expect(planDifferencesText(planDifferences({}, many), 2)).toBe(
      'a: planned nothing, now 1 · b: planned nothing, now 2 · and 1 more',
    );
    expect(planDifferencesText(planDifferences({}, { c: many.c }))).toMatch(/^c: planned nothing, now x{80}…$/);
  });
});
