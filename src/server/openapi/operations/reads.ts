import { z } from 'zod';
import { MOST_ENTRIES } from '../../../api/audit.ts';
import { MOST_DAYS_BACK } from '../../../api/delivery.ts';
import { StopBody } from '../../../api/schema.ts';
import { PHASES } from '../../../core/deployment/phases.ts';
import type { Phase } from '../../../core/deployment/state.ts';
import type { ApiRoute, Operations } from '../operation.ts';
import { AFTER, AHEAD, CONFIG, ENVIRONMENT, PLACE, UNIT, WAIT } from '../query-values.ts';

type Path =
  | 'about'
  | 'current'
  | 'history'
  | 'blackouts'
  | 'audit'
  | 'delivery'
  | 'events'
  | 'gate-trial'
  | 'metric-reading'
  | 'metric-sources';
type Route = Extract<ApiRoute, `GET /api/v1/${Path}` | 'POST /api/v1/stop'>;

const MOMENT = z.iso.datetime({ offset: true });

/** What was and what is, over all deployments. */
export const READS: Operations<Route> = {
  'GET /api/v1/about': { answers: 'about', summary: 'The control plane that answers' },
  'GET /api/v1/current': {
    answers: 'current',
    summary: 'One deployment for each unit and environment',
    more: 'The newest under way, else the newest.',
  },
  'GET /api/v1/history': {
    answers: 'history',
    summary: 'The deployments that were, newest first, a page at a time',
    query: {
      unit: UNIT,
      environment: ENVIRONMENT,
      since: { schema: MOMENT, what: 'Opened at this moment or later' },
      phase: { schema: z.enum(PHASES as [Phase, ...Phase[]]), what: 'In this phase' },
      principal: { schema: z.string().max(200), what: 'Opened or approved by them, as `person:ada`' },
      limit: { schema: z.int().min(1).max(500).default(20), what: 'At most so many' },
      cursor: { schema: z.string().max(200), what: 'The `cursor` of the page before; null there was the last page' },
    },
  },
  'GET /api/v1/audit': {
    answers: 'audit',
    summary: 'Everything that was recorded, newest first, a page at a time',
    more: 'A page may be short and still not be the last: only a `cursor` of null says so. Measurements are left out.',
    query: {
      unit: UNIT,
      environment: ENVIRONMENT,
      deployment: { schema: z.string().max(200), what: 'About this deployment' },
      principal: { schema: z.string().max(200), what: 'By them, as `person:ada`, or by a kind, as `agent:`' },
      type: { schema: z.string().max(200), what: 'Of this type, as `ApprovalGranted`' },
      since: { schema: MOMENT, what: 'Recorded at this moment or later' },
      limit: { schema: z.int().min(1).max(MOST_ENTRIES).default(100), what: 'At most so many' },
      cursor: { schema: z.int().min(1), what: 'The `cursor` of the page before' },
    },
  },
  'GET /api/v1/delivery': {
    answers: 'delivery',
    summary: 'How software was delivered: five figures, each with the count that it stands on',
    query: {
      unit: UNIT,
      environment: ENVIRONMENT,
      days: { schema: z.int().min(1).max(MOST_DAYS_BACK).default(90), what: 'So many days up to now' },
    },
  },
  'GET /api/v1/blackouts': {
    answers: 'blackouts',
    summary: 'The blackout windows of a unit',
    query: {
      config: CONFIG,
      ...AHEAD,
    },
  },
  'GET /api/v1/events': {
    answers: 'feed',
    summary: 'Events as they happen: a page at a time, or with Accept: text/event-stream as a stream',
    more: [
      'As a stream, each message has the event’s position as its id and its type as its name; its data is a `StreamedEvent`.',
      'Beside events come `connected`, `heartbeat` (every 15 s), `gap` (too much happened since: fetch a snapshot anew),',
      '`cut` (read too slowly: ask again behind the last id) and `end`. Last-Event-ID counts before `after`; without both a',
      'stream begins now. Answers carry their own position as `plimsoll-seq`: a stream behind it misses nothing of them.',
    ].join(' '),
    query: {
      after: AFTER,
      wait: WAIT,
      filter: {
        schema: z.string().max(8_000),
        what: 'Of a stream: `unit:NAME,environment:NAME,deployment:ID`; names of one kind are alternatives',
      },
    },
    streams: true,
  },
  'GET /api/v1/gate-trial': {
    answers: 'tryGate',
    summary: 'How a gate would stand on what is measured now',
    query: { ...PLACE, gate: { schema: z.string().max(2_000), what: 'The gate’s text', required: true } },
  },
  'GET /api/v1/metric-reading': {
    answers: 'readMetric',
    summary: 'What the source of a metric says now',
    query: { ...PLACE, metric: { schema: z.string().max(200), what: 'The metric', required: true } },
  },
  'GET /api/v1/metric-sources': {
    answers: 'checkSources',
    summary: 'Whether each metric source answers and could decide the gates',
    query: PLACE,
  },
  'POST /api/v1/stop': {
    answers: 'stop',
    summary: 'Stop the control plane; what serves users keeps serving',
    body: StopBody,
  },
};
