import { z } from 'zod';
import { Block } from './document/block.ts';

/** The format of reports as values; a change that breaks readers gets another number. */
export const REPORT_SCHEMA = 'plimsoll.report/v1';

/** What every report has: what is added after the seed's fields, and facts for programs. */
export const reportBase = {
  schema: z.literal(REPORT_SCHEMA),
  more: z.array(Block).prefault([]),
  /** Not shown: what programs want to know beside it. */
  facts: z.record(z.string(), z.unknown()).prefault({}),
};
