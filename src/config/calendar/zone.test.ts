import { describe, expect, it } from 'vitest';
import { instant } from '../../core/kernel/instant.ts';
import { endAt, isZone, openingAt, type WallTime, wallTimeAt } from './zone.ts';

const wall = (text: string): WallTime => Date.parse(`${text}Z`) as WallTime;
const text = (moment: number): string => new Date(moment).toISOString();

const BERLIN = 'Europe/Berlin';

describe('a wall time in a zone', () => {
  it('is one moment on an ordinary day', () => {
    expect(text(openingAt(wall('2026-07-01T15:00'), BERLIN))).toBe('2026-07-01T13:00:00.000Z');
    expect(text(endAt(wall('2026-07-01T15:00'), BERLIN))).toBe('2026-07-01T13:00:00.000Z');
  });

  it('stays the same hour of the day in winter and summer', () => {
    expect(text(openingAt(wall('2026-01-01T15:00'), BERLIN))).toBe('2026-01-01T14:00:00.000Z');
  });

  it.each([
    ['2026-03-29T02:00', 'the first minute that is skipped'],
    ['2026-03-29T02:30', 'one in the middle'],
    ['2026-03-29T02:59', 'the last one'],
  ])('that does not exist moves to the next valid minute: %s (%s)', (skipped) => {
    expect(text(openingAt(wall(skipped), BERLIN))).toBe('2026-03-29T01:00:00.000Z');
    expect(text(endAt(wall(skipped), BERLIN))).toBe('2026-03-29T01:00:00.000Z');
  });

  it('that is repeated counts the first for opening and the last for end', () => {
    expect(text(openingAt(wall('2026-10-25T02:30'), BERLIN))).toBe('2026-10-25T00:30:00.000Z');
    expect(text(endAt(wall('2026-10-25T02:30'), BERLIN))).toBe('2026-10-25T01:30:00.000Z');
  });

  it('on a day that a zone left out moves to the next day', () => {
    expect(text(openingAt(wall('2011-12-30T12:00'), 'Pacific/Apia'))).toBe('2011-12-30T10:00:00.000Z');
  });

  it('knows half hours', () => {
    expect(text(openingAt(wall('2026-10-04T02:10'), 'Australia/Lord_Howe'))).toBe('2026-10-03T15:30:00.000Z');
    expect(text(openingAt(wall('2026-01-01T00:00'), 'Asia/Kolkata'))).toBe('2025-12-31T18:30:00.000Z');
    expect(text(openingAt(wall('2026-01-01T00:00'), '+05:30'))).toBe('2025-12-31T18:30:00.000Z');
  });

  it('is what the clock there shows', () => {
    expect(text(wallTimeAt(instant(Date.parse('2026-07-01T13:00Z')), BERLIN))).toBe('2026-07-01T15:00:00.000Z');
  });
});

describe('the name of a zone', () => {
  it.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', '+01:00'])('may be %s', (name) => {
    expect(isZone(name)).toBe(true);
  });

  it.each(['', 'Mars/Olympus', 'Berlin', 'Europe/Berlin ', 'Z', '2026-01-01T00:00+01:00', '../etc', '+25:00'])(
    'is not %j',
    (name) => {
      expect(isZone(name)).toBe(false);
    },
  );
});
