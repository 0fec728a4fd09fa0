import { describe, expect, it } from 'vitest';
import { BANNER, levelLines } from './trust.ts';

describe('that this machine keeps nobody out', () => {
  const somebody = [{ person: 'person:ada' }];

  it('is said as soon as somebody may approve', () => {
    expect(levelLines({ approvers: somebody, isolation: null })).toEqual([BANNER]);
  });

  it('is not said where agents were kept out, or where nobody can approve', () => {
    expect(levelLines({ approvers: somebody, isolation: { account: 'os/1001' } })).toEqual([]);
    expect(levelLines({ approvers: [], isolation: null })).toEqual([]);
  });
});
