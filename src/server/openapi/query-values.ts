import { z } from 'zod';
import { MOST_DAYS } from '../../api/blackouts.ts';
import type { QueryValue } from './operation.ts';

const Name = z.string().min(1).max(200);

/** Values of queries that several routes take. */
export const AFTER: QueryValue = { schema: z.int().min(0).default(0), what: 'Only what came behind this position' };
export const WAIT: QueryValue = {
  schema: z.int().min(0).max(50).default(0),
  what: 'Wait so many seconds for the first news',
};
export const UNIT: QueryValue = { schema: Name, what: 'Of this unit alone' };
export const ENVIRONMENT: QueryValue = { schema: Name, what: 'Of this environment alone' };
export const CONFIG: QueryValue = {
  schema: z.string().min(1).max(4_096),
  what: 'The configuration file on the control plane’s machine, absolute',
  required: true,
};
/** An environment of a configuration file. */
export const PLACE: Readonly<Record<string, QueryValue>> = {
  config: CONFIG,
  environment: { ...ENVIRONMENT, what: 'The environment', required: true },
};
/** A time that is looked at for blackout windows. */
export const AHEAD: Readonly<Record<string, QueryValue>> = {
  from: { schema: z.iso.datetime({ offset: true }), what: 'From when on; left out it is now' },
  days: { schema: z.int().min(1).max(MOST_DAYS).default(30), what: 'So many days ahead' },
};
export const TRACK: QueryValue = { schema: z.enum(['stable', 'candidate']), what: 'Of the instances of this track' };
export const CHECK: QueryValue = {
  schema: z.enum(['smoke', 'integration', 'performance', 'security']),
  what: 'Of this check alone',
};
export const LINES: QueryValue = {
  schema: z.int().min(1).max(10_000).default(200),
  what: 'At most so many lines of each, the last ones',
};
