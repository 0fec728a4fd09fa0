import { describe, expect, it } from 'vitest';
import { aDigest, anOpenCalendar, anOpening, aRelease, aUnitSpec, NOON } from '../../testing/builders.ts';
import { FIRST_ATTEMPT } from '../deployment/attempt.ts';
import type { Deployment } from '../deployment/state.ts';
import { emptySlot, evolveSlot, type Slot } from '../environment/slot.ts';
import type { DeploymentId } from '../kernel/id.ts';
import { ENGINE } from '../principal/principal.ts';
import type { Release } from '../unit/release.ts';
import { retentionOf, type Stored } from './retention.ts';

const at = NOON;
const common = { calendar: anOpenCalendar(), calendarReadAt: at, calendarDue: false, signal: null, returns: 0 };

/** A deployment of a release that is over. */
function ended(id: string, release: Release): Deployment {
  const opening = anOpening(id, release, { spec: aUnitSpec({ name: release.unit }) });
  return { phase: 'rejected', ...common, opening, problem: 'no', endedAt: at, release, planDigest: null };
}

/** A deployment of a release that is not over. */
function underWay(id: string, release: Release): Deployment {
  const opening = anOpening(id, release, { spec: aUnitSpec({ name: release.unit }) });
  return { phase: 'packaging', ...common, opening, release, attempt: FIRST_ATTEMPT };
}

/** So many releases that were served one after another, newest first; `keep` of them are kept to go back to. */
function served(count: number, keep: number): Stored {
  const names = Array.from({ length: count }, (_, n) => String(n + 1));
  const slot = names.reduce<Slot>(
    (before, name) => {
      const stable = { release: aRelease(name), deployment: `dep_${name}` as DeploymentId, since: at };
      return evolveSlot(before, { type: 'StableChanged', stable, keep, at });
    },
    emptySlot('checkout', 'production'),
  );
  const deployments = names.map((name) => ended(`dep_${name}`, aRelease(name))).reverse();
  return { deployments, slots: [slot], running: new Set() };
}

const gone = (stored: Stored, keep: number): readonly string[] =>
  retentionOf('checkout', keep, stored).goes.map(({ release }) => release);
const why = (stored: Stored, keep: number, release: string) =>
  retentionOf('checkout', keep, stored).stays.find((one) => one.release === release)?.because;

describe('what of a unit may be removed', () => {
  it('is what is older than the newest so many', () => {
    expect(gone(served(7, 1), 5)).toEqual(['rel_2', 'rel_1']);
    expect(gone(served(5, 1), 5)).toEqual([]);
  });

  it('is never what serves, nor what stands by to go back to', () => {
    const stored = served(7, 4);
    const newer = ['a', 'b', 'c'].map((name) => ended(`dep_${name}`, aRelease(name)));

    const all = { ...stored, deployments: [...newer, ...stored.deployments] };

    expect(gone(all, 2)).toEqual(['rel_c', 'rel_2', 'rel_1']);
    expect(why(all, 2, 'rel_7')).toBe('serves');
    expect(why(all, 2, 'rel_3')).toBe('stands-by');
    expect(why(all, 2, 'rel_a')).toBe('among-the-newest');
  });

  it('is never what serves another environment of the unit', () => {
    const stored = served(4, 1);
    const stable = { release: aRelease('1'), deployment: 'dep_1' as DeploymentId, since: at };
    const elsewhere = evolveSlot(emptySlot('checkout', 'eu'), { type: 'StableChanged', stable, keep: 1, at });

    expect(gone({ ...stored, slots: [...stored.slots, elsewhere] }, 2)).toEqual(['rel_2']);
  });

  it('is never what a deployment that is not over uses, in whatever phase it is', () => {
    const stored = served(4, 1);
    const all = { ...stored, deployments: [...stored.deployments, underWay('dep_old', aRelease('9'))] };

    expect(gone(all, 2)).toEqual(['rel_2', 'rel_1']);
    expect(why(all, 2, 'rel_9')).toBe('in-use');
  });

  it('is never what instances were seen to run', () => {
    const stored = { ...served(4, 1), running: new Set(['rel_1']) };

    expect(gone(stored, 2)).toEqual(['rel_2']);
    expect(why(stored, 2, 'rel_1')).toBe('runs');
  });

  it('is never an artifact that a release which stays has too', () => {
    const stored = served(4, 1);
    const [artifact] = aRelease('4').artifacts;
    const half = { ...aRelease('8'), artifacts: [...aRelease('8').artifacts, ...(artifact ? [artifact] : [])] };
    const whole = { ...aRelease('9'), artifacts: aRelease('4').artifacts };
    const all = { ...stored, deployments: [...stored.deployments, ended('dep_8', half), ended('dep_9', whole)] };

    const { goes } = retentionOf('checkout', 2, all);

    expect(goes.find(({ release }) => release === 'rel_8')).toMatchObject({ digests: [aDigest('8')], bytes: 1_000 });
    expect(why(all, 2, 'rel_9')).toBe('shared');
  });

  it('is never an artifact that another unit has too, as long as it is stored for that', () => {
    const stored = served(4, 1);
    const theirs = { ...aRelease('1'), unit: 'shop', id: 'rel_shop' as Release['id'] };
    const all = { ...stored, deployments: [...stored.deployments, ended('dep_shop', theirs)] };

    expect(gone(all, 2)).toEqual(['rel_2']);
    expect(why(all, 2, 'rel_1')).toBe('shared');
  });

  it('is not what was removed before, unless it was built again since', () => {
    const stored = served(4, 1);
    const releases = retentionOf('checkout', 2, stored).goes;
    const slots = stored.slots.map((slot) =>
      [
        { type: 'PruneStarted', releases, by: ENGINE, at } as const,
        { type: 'ReleasesPruned', releases, bytes: 2_000, at } as const,
      ].reduce(evolveSlot, slot),
    );
    expect(gone({ ...stored, slots }, 2)).toEqual([]);

    const again = [
      ...['a', 'b'].map((name) => ended(`dep_${name}`, aRelease(name))),
      ended('dep_again', aRelease('1')),
    ];
    const { goes } = retentionOf('checkout', 2, { ...stored, slots, deployments: [...again, ...stored.deployments] });

    expect(goes.map(({ release, deployments }) => [release, deployments])).toEqual([['rel_1', ['dep_again']]]);
  });

  it('is a release once, whatever number of deployments carried it', () => {
    const stored = served(4, 1);
    const all = { ...stored, deployments: [...stored.deployments, ended('dep_0', aRelease('1'))] };

    expect(retentionOf('checkout', 2, all).goes.at(-1)).toMatchObject({
      release: 'rel_1',
      deployments: ['dep_1', 'dep_0'],
    });
  });
});
