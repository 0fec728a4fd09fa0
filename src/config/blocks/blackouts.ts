import { z } from 'zod';
import { cronFault } from '../calendar/cron.ts';
import { parseWallTime } from '../calendar/date-time.ts';
import { quoted } from '../problem/readable.ts';
import { durationValue } from '../values/duration.ts';
import { nameValue } from '../values/name.ts';
import { faulty, textValue } from '../values/text-value.ts';
import { ZoneValue } from '../values/zone.ts';

const CronValue = textValue({ examples: ['0 17 * * 1-5'], description: 'When it opens: five fields' }, (text) => {
  const why = cronFault(text);
  if (why === null) return text;
  const message = `${quoted(text)} is no cron expression: ${why}`;
  return faulty({ code: 'cron', message, remedy: 'write five fields such as "0 17 * * 1-5"' });
});

const WallTimeValue = textValue({ examples: ['2026-12-18T00:00'], description: 'Date and time in the zone' }, (text) =>
  parseWallTime(text) === undefined
    ? faulty({
        code: 'date',
        message: `${quoted(text)} is no date with time`,
        remedy: 'write year, month, day and time, such as "2026-12-18T00:00"; the zone stands beside it',
      })
    : text,
);

/** One window: by cron and duration, or from one date to another. */
const WindowBlock = z.strictObject({
  name: nameValue('evening-peak', 'Name of the window'),
  cron: CronValue.optional(),
  duration: durationValue('4h', 'How long it lasts').optional(),
  from: WallTimeValue.optional(),
  to: WallTimeValue.optional(),
  timezone: ZoneValue.optional(),
});

/** Times in which forward production steps are refused. */
export const BlackoutsBlock = z.strictObject({
  timezone: ZoneValue.optional(),
  lookahead: z
    .enum(['whole-run', 'start'])
    .meta({ examples: ['whole-run'], description: 'Whether a plan is refused that would run into a window' })
    .prefault('whole-run'),
  on_open: z
    .enum(['hold', 'rollback'])
    .meta({ examples: ['hold'], description: 'What happens when a window opens during a rollout' })
    .prefault('hold'),
  windows: z.array(WindowBlock).prefault([]),
});

/** What one window says once it has been read. */
export type WindowBlock = z.output<typeof WindowBlock>;
