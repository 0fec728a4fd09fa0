import { describe, expect, it } from 'vitest';
import { seconds } from '../kernel/duration.ts';
import { instant } from '../kernel/instant.ts';
import { alertSourceNames } from './alert-sources.ts';
import { alertGaps, alertTimes } from './alert-times.ts';
import { type AlertsSeen, type AlertsUnseen, isOtherThan, type SeenAlert } from './seen-alert.ts';

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

describe('times in which nobody could be asked', () => {
  const unseen = (at: number, source = 'prometheus'): AlertsUnseen => ({
    ...{ type: 'AlertsUnseen', source, at: instant(at), why: `away at ${at}` },
  });

  it('last from the first look that failed to the next that did not, each source by itself', () => {
    expect(alertGaps([seen(0), unseen(10), unseen(20), unseen(25, 'other'), seen(30), unseen(40)])).toEqual([
      { source: 'prometheus', from: 10, to: 30, why: 'away at 10' },
      { source: 'other', from: 25, to: null, why: 'away at 25' },
      { source: 'prometheus', from: 40, to: null, why: 'away at 40' },
    ]);
  });

  it('end no alert', () => {
    expect(alertTimes([seen(0), seen(10, 'a'), unseen(20), seen(30, 'a')])).toMatchObject([
      { firstSeen: 10, gone: null },
    ]);
  });
});

it('who is to be asked stands in the metrics of a unit: a Prometheus with alerts, an Alertmanager', () => {
  const asked = { url: 'http://x', timeout: seconds(5), bearer: null };
  const prometheus = { type: 'prometheus', ...asked } as const;
  const none = { source: { type: 'router' }, interval: seconds(1) } as const;

  expect(alertSourceNames({ ...none, sources: { plain: prometheus } })).toEqual([]);
  expect(
    alertSourceNames({
      ...{ source: { ...prometheus, alerts: {} }, interval: seconds(1) },
      sources: { second: { ...prometheus, alerts: { app: 'a' } } },
      alertmanager: { ...asked, labels: {} },
    }),
  ).toEqual(['prometheus', 'second', 'Alertmanager']);
});
