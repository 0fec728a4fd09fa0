import { describe, expect, it } from 'vitest';
import { GUARD_CLAUSES } from '../../src/core/guard/guard-forward.ts';
import { explore } from './explore.ts';
import { TAMPERED } from './worlds.ts';

describe('without one clause of the guard the model finds the way to break its rule', () => {
  it('asks at least one clause for each of R1 to R4, R9 and R10', () => {
    const rules = GUARD_CLAUSES.map(({ rule }) => rule.split(' ')[0]);

    expect(rules.toSorted()).toEqual(['R1', 'R10', 'R2', 'R3', 'R4', 'R9']);
  });

  it.each(GUARD_CLAUSES.map(({ rule }) => rule))('%s', (removed) => {
    const { broken, states } = explore(
      TAMPERED,
      GUARD_CLAUSES.filter(({ rule }) => rule !== removed),
    );

    console.info(`without ${removed}, after ${states} states: ${broken?.rule}\n  ${broken?.path.join('\n  ')}`);
    expect(broken?.rule.split(' ')[0]).toBe(removed.split(' ')[0]);
    expect(broken?.path.at(-1)).toMatch(/begins$/);
  });
});
