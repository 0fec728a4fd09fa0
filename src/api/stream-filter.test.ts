import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERYTHING, filterText, isWanted, parseFilter } from './stream-filter.ts';

const place = { unit: 'checkout', environment: 'production', deployment: 'dep_1' };

describe('a filter of events', () => {
  it('names units, environments and deployments: alternatives of a kind, and all kinds together', () => {
    const filter = parseFilter('unit:checkout,unit:search,environment:production');

    expect(filter).toEqual({ units: ['checkout', 'search'], environments: ['production'], deployments: [] });
    if (filter === null) return;
    expect(isWanted(filter, place)).toBe(true);
    expect(isWanted(filter, { ...place, unit: 'search' })).toBe(true);
    expect(isWanted(filter, { ...place, unit: 'basket' })).toBe(false);
    expect(isWanted(filter, { ...place, environment: 'staging' })).toBe(false);
  });

  it('for a deployment leaves out what happens to the environment apart from it', () => {
    const filter = { ...EVERYTHING, deployments: ['dep_1'] };

    expect(isWanted(filter, place)).toBe(true);
    expect(isWanted(filter, { ...place, deployment: null })).toBe(false);
    expect(isWanted(EVERYTHING, { ...place, deployment: null })).toBe(true);
  });

  it.each([
    'checkout',
    'unit:',
    ':x',
    'owner:ada',
    'unit:a,',
    'unit:a b',
    'unit:../x',
    'toString:x',
    `unit:${'x'.repeat(64)}`,
  ])('is refused whole where a part cannot be read: %s', (text) => {
    expect(parseFilter(text)).toBeNull();
  });

  it('is the same after it was written and read', () => {
    const names = fc.array(fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/), { maxLength: 5 });
    fc.assert(
      fc.property(fc.record({ units: names, environments: names, deployments: names }), (filter) => {
        expect(parseFilter(filterText(filter))).toEqual(filter);
      }),
    );
  });
});
