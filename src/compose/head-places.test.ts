import { describe, expect, it } from 'vitest';
import type { Opening } from '../core/deployment/opening.ts';
import { anOpening, aRelease } from '../testing/builders.ts';
import { headPlaces } from './head-places.ts';

type Store = Parameters<typeof headPlaces>[0];

/** A store of these deployments, oldest first, each with the file that its configuration names. */
function storeOf(
  told: readonly { readonly id: string; readonly file?: string; readonly over?: boolean }[],
  serving: string,
): Store {
  const all = told.map(({ id, file, over = true }, index) => {
    const opening = anOpening(id, aRelease('1')) as Opening;
    const record = file === undefined ? {} : { record: { heads: { file } } };
    const state = { opening: { ...opening, openedAt: index, spec: { ...opening.spec, ...record } } };
    return { over, versioned: { state } as unknown as ReturnType<Store['all']>[number] };
  });
  return {
    all: () => all.map(({ versioned }) => versioned),
    active: () => all.filter(({ over }) => !over).map(({ versioned }) => versioned),
    slot: () => ({ stable: { deployment: serving } }),
  } as unknown as Store;
}

const named = (store: Store): string[] =>
  headPlaces(store, ({ heads }) => [{ name: heads.file ?? '', bring: async () => undefined }]).map(({ name }) => name);

describe('the places that heads go to', () => {
  it('are those of the newest deployment', () => {
    expect(
      named(
        storeOf(
          [
            { id: 'dep_1', file: 'a' },
            { id: 'dep_2', file: 'b' },
          ],
          'dep_2',
        ),
      ),
    ).toEqual(['b']);
  });

  it('are still those of what serves when a newer configuration names none', () => {
    const store = storeOf(
      [
        { id: 'dep_1', file: 'a' },
        { id: 'dep_2', over: false },
      ],
      'dep_1',
    );

    expect(named(store)).toEqual(['a']);
  });

  it('are no longer those of before once a deployment without them serves', () => {
    expect(named(storeOf([{ id: 'dep_1', file: 'a' }, { id: 'dep_2' }], 'dep_2'))).toEqual([]);
  });

  it('are all of them while one is under way', () => {
    const store = storeOf(
      [
        { id: 'dep_1', file: 'a' },
        { id: 'dep_2', file: 'b', over: false },
      ],
      'dep_1',
    );

    expect(named(store).sort()).toEqual(['a', 'b']);
  });
});
