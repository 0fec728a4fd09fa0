import { describe, expect, it } from 'vitest';
import { instant } from '../kernel/instant.ts';
import { alertTimes } from './alert-times.ts';
import { type AlertsSeen, isOtherThan, type SeenAlert } from './seen-alert.ts';

const alert = (name: string): SeenAlert => ({ name, severity: 'page', since: instant(1_000), summary: '' });
const seen = (at: number, ...names: readonly string[]): AlertsSeen => ({
  ...{ type: 'AlertsSeen', source: 'prometheus', at: instant(at), alerts: names.map(alert) },
});

describe('alerts at a look', () => {
  it('are news when another one fires, or one no longer does', () => {
    expect(isOtherThan([], [])).toBe(false);
    expect(isOtherThan([alert('a'), alert('b')], [alert('b'), alert('a')])).toBe(false);
    expect(isOtherThan([alert('a')], [alert('a'), alert('b')])).toBe(true);
    expect(isOtherThan([alert('a')], [])).toBe(true);
    expect(isOtherThan([alert('a')], [alert('b')])).toBe(true);
  });
});

describe('the alerts of a deployment', () => {
  it('have their time: when each came, whether it was there before, and when it was gone', () => {
    const times = alertTimes([seen(0, 'old'), seen(10, 'old', 'new'), seen(20, 'new'), seen(30, 'new')]);

    expect(times.map(({ alert: { name }, firstSeen, gone, wasThere }) => [name, firstSeen, gone, wasThere])).toEqual([
      ['old', 0, 20, true],
      ['new', 10, null, false],
    ]);
  });

  it('that come again fire again', () => {
    const [time] = alertTimes([seen(0), seen(10, 'a'), seen(20), seen(30, 'a')]);

    expect(time).toMatchObject({ firstSeen: 10, gone: null, wasThere: false });
  });
});
