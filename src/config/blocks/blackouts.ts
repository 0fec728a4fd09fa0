import { z } from 'zod';
import { hours, minutes } from '../../core/kernel/duration.ts';
import {
  AddressRangeValue,
  CronValue,
  FeedAddressValue,
  MatchValue,
  RuleValue,
  WallTimeValue,
} from '../values/calendar.ts';
import { durationValue } from '../values/duration.ts';
import { nameValue } from '../values/name.ts';
import { ZoneValue } from '../values/zone.ts';

const MOST_DATES = 500;

/** One window: by cron, by a recurrence rule, from one date to another, or from a calendar feed. */
const WindowBlock = z.strictObject({
  name: nameValue('evening-peak', 'Name of the window'),
  cron: CronValue.optional(),
  rrule: RuleValue.optional(),
  starts: WallTimeValue.meta({ description: 'The first start, which the rule counts from' }).optional(),
  exdates: z.array(WallTimeValue).max(MOST_DATES).meta({ description: 'Starts that fall out' }).optional(),
  rdates: z.array(WallTimeValue).max(MOST_DATES).meta({ description: 'Starts beside the rule' }).optional(),
  duration: durationValue('4h', 'How long it lasts').optional(),
  from: WallTimeValue.optional(),
  to: WallTimeValue.optional(),
  ics: FeedAddressValue.optional(),
  match: MatchValue.optional(),
  refresh: durationValue('15m', 'How often the feed is read', minutes(1)).optional(),
  stale_after: durationValue('24h', 'How old it may be before it counts as an active window', minutes(5)).optional(),
  on_stale: z
    .literal('deny')
    .meta({ examples: ['deny'], description: 'What an unreadable or stale feed does: it counts as an active window' })
    .optional(),
  allow_private: z.array(AddressRangeValue).max(20).optional(),
  timezone: ZoneValue.optional(),
});

/** How often a feed is read, and how old it may be, where nothing else is written. */
export const FEED_DEFAULTS = { refresh: minutes(15), staleAfter: hours(24) };

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
