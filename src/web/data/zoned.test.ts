import { describe, expect, it } from 'vitest';
import { instant } from '../../core/kernel/instant.ts';
import { daysOf } from '../rooms/blackouts/days.ts';
import { momentOf, offsetOf, wallTime, zoneHere } from './zoned.ts';

const iso = (wall: string, zone: string): string | undefined => {
  const at = momentOf(wall, zone);
  return at === null ? undefined : new Date(at).toISOString();
};

describe('a time on the clocks of a zone', () => {
  it('is a moment, and back', () => {
    expect(iso('2026-12-18T16:00', 'Europe/Berlin')).toBe('2026-12-18T15:00:00.000Z');
    expect(iso('2026-07-18T16:00', 'Europe/Berlin')).toBe('2026-07-18T14:00:00.000Z');
    expect(iso('2026-12-18T16:00', 'UTC')).toBe('2026-12-18T16:00:00.000Z');
    expect(iso('2026-12-18T16:00', 'Asia/Kathmandu')).toBe('2026-12-18T10:15:00.000Z');
    expect(wallTime(Date.UTC(2026, 11, 18, 15), 'Europe/Berlin')).toBe('2026-12-18T16:00');
    expect(offsetOf(Date.UTC(2026, 11, 18), 'America/St_Johns')).toBe(-210);
  });

  it('that a change of clocks leaves out is the moment of the change at the earliest; one that comes twice is the first', () => {
    expect(iso('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(iso('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  });

  it.each(['', 'tomorrow', '2026-13-01T00:00', '2026-12-18', '2026-12-18T16:00Z'])('is none where it is %j', (text) => {
    expect(momentOf(text, 'UTC')).toBeNull();
  });

  it('has this browser’s zone for charts', () => {
    const { name, offsetMinutes } = zoneHere(0);

    expect(offsetMinutes).toBe(offsetOf(0, name));
  });
});

describe('a day', () => {
  const HOUR = 3_600_000;

  it('goes from midnight to midnight, also where clocks change, and knows what is closed of it', () => {
    const begin = Date.UTC(2026, 9, 24, 10);
    const intervals = [
      { name: 'a', from: instant(Date.UTC(2026, 9, 24, 20)), to: instant(Date.UTC(2026, 9, 24, 23)) },
      { name: 'b', from: instant(Date.UTC(2026, 9, 24, 19)), to: instant(Date.UTC(2026, 9, 24, 21)) },
    ];

    const [saturday, sunday, monday] = daysOf({ intervals, knownUntil: instant(0) }, begin, 3, 'Europe/Berlin');

    expect(((sunday?.to ?? 0) - (sunday?.from ?? 0)) / HOUR).toBe(25);
    expect(saturday?.closedFor).toBe(3 * HOUR);
    expect(sunday?.closedFor).toBe(HOUR);
    expect(monday?.closed).toEqual([]);
    expect(saturday?.closed.every(({ from, to }) => from >= 0 && to <= 1 && from < to)).toBe(true);
  });
});
