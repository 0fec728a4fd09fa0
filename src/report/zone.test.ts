import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../core/deployment/event.ts';
import { instant } from '../core/kernel/instant.ts';
import type { WindowSource } from '../core/window/window.ts';
import { aSuccessor } from '../testing/journey.ts';
import { momentIn, offsetAt, zoneOf } from './zone.ts';

const SUMMER = instant(Date.UTC(2026, 6, 1, 12, 30, 5, 250));
const WINTER = instant(Date.UTC(2026, 11, 31, 23, 30));

describe('a moment in a report', () => {
  it.each([
    ['UTC', SUMMER, '2026-07-01T12:30:05.250Z'],
    ['Europe/Berlin', SUMMER, '2026-07-01T14:30:05.250+02:00'],
    ['Europe/Berlin', WINTER, '2027-01-01T00:30:00.000+01:00'],
    ['America/New_York', WINTER, '2026-12-31T18:30:00.000-05:00'],
    ['Asia/Kolkata', WINTER, '2027-01-01T05:00:00.000+05:30'],
    ['America/St_Johns', SUMMER, '2026-07-01T10:00:05.250-02:30'],
    ['Europe/London', WINTER, '2026-12-31T23:30:00.000Z'],
    ['Mars/Olympus', SUMMER, '2026-07-01T12:30:05.250Z'],
  ])('in %s bears the offset of that moment', (zone, at, text) => {
    expect(momentIn(zone)(at)).toBe(text);
    expect(Date.parse(text)).toBe(at);
  });

  it('is ahead of UTC by so many minutes', () => {
    expect([offsetAt(SUMMER, 'Europe/Berlin'), offsetAt(WINTER, 'America/New_York')]).toEqual([120, -300]);
  });
});

describe('the zone of a report', () => {
  it('is that of the blackout windows, and UTC where there are none', () => {
    const { deployment } = aSuccessor().upTo('awaiting-approval').world;
    if (deployment === null) throw new Error('there is none');
    const opened = (...sources: readonly WindowSource[]) => {
      const windows = { ...deployment.opening.spec.windows, sources };
      const opening = { ...deployment.opening, spec: { ...deployment.opening.spec, windows } };
      return [{ type: 'DeploymentOpened', opening, at: opening.openedAt }] as unknown as readonly DeploymentEvent[];
    };
    const berlin = { kind: 'dates', name: 'x', from: '', to: '', timezone: 'Europe/Berlin' } as const;

    expect(zoneOf([])).toBe('UTC');
    expect(zoneOf(opened())).toBe('UTC');
    expect(zoneOf(opened(berlin))).toBe('Europe/Berlin');
  });
});
