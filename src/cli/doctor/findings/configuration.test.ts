import { describe, expect, it } from 'vitest';
import { hours } from '../../../core/kernel/duration.ts';
import { instant, later } from '../../../core/kernel/instant.ts';
import type { UnitSpec } from '../../../core/unit/unit.ts';
import { aUnitSpec, NOON } from '../../../testing/builders.ts';
import { type Case, doctorOf } from './testing/facts.ts';

const windows = (from: string, to: string): UnitSpec =>
  aUnitSpec({
    windows: {
      sources: [{ kind: 'dates', name: 'peak', from, to, timezone: 'UTC' }],
      onOpen: 'hold',
      lookahead: 'whole-run',
    },
  });

const { found } = doctorOf(aUnitSpec(), NOON);

describe('the findings of the configuration', () => {
  it.each<Case>([
    ['a bad file', 'config', 'FAIL', { config: { problems: [{ message: 'no unit', line: 1 }] } }, /no unit/],
    [
      'an open window',
      'windows',
      'WARN',
      { config: { spec: windows('2026-11-20T11:00', '2026-11-20T13:00') } },
      /open until 2026-11-20T13:00Z/,
    ],
    [
      'a window tomorrow',
      'windows',
      'OK',
      { config: { spec: windows('2026-11-21T11:00', '2026-11-21T13:00') } },
      /peak 2026-11-21T11:00Z/,
    ],
    [
      'a window next week',
      'windows',
      'OK',
      { config: { spec: windows('2026-11-27T11:00', '2026-11-27T13:00') } },
      /none within two days/,
    ],
  ])('tell of %s', (_, about, level, changes, detail) => {
    expect(found(changes, about)).toMatchObject({ level, detail: expect.stringMatching(detail) });
  });
});

describe('a calendar that is not known far enough', () => {
  it('is told, since every moment beyond counts as inside a window', () => {
    const spec = aUnitSpec({
      windows: {
        sources: [{ kind: 'cron', name: 'busy', cron: '* * * * *', duration: hours(1), timezone: 'UTC' }],
        onOpen: 'hold',
        lookahead: 'whole-run',
      },
    });

    expect(found({ config: { spec }, now: instant(later(NOON, hours(1))) }, 'windows')?.level).toBe('WARN');
  });
});
