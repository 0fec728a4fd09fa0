import { z } from 'zod';
import { DELIVERIES, ReplayBody, TestMessageBody } from '../../../api/notifications.ts';
import type { ApiRoute, Operations } from '../operation.ts';

type Route = Extract<ApiRoute, `${string} /api/v1/notifications${string}`>;

/** Messages to receivers outside. */
export const NOTIFICATIONS: Operations<Route> = {
  'GET /api/v1/notifications': {
    answers: 'notifications',
    summary: 'Messages to receivers outside and what became of them, newest first',
    query: { delivery: { schema: z.enum(DELIVERIES), what: 'Those alone that wait, were sent, or were given up' } },
  },
  'GET /api/v1/notifications/receivers': {
    answers: 'receivers',
    summary: 'Who is told of deployments: by a file, of a unit, or of all units',
    query: {
      config: { schema: z.string(), what: 'Those that this configuration file names' },
      unit: { schema: z.string(), what: 'Those of this unit, by what it was last opened with' },
    },
  },
  'POST /api/v1/notifications/test': {
    answers: 'testReceiver',
    summary: 'Send one message that says it is a test, at once and once, and tell what the receiver answered',
    body: TestMessageBody,
  },
  'GET /api/v1/notifications/:id': { answers: 'notification', summary: 'One message and what became of it' },
  'POST /api/v1/notifications/:id/replay': {
    answers: 'replay',
    summary: 'Send a message once more and at once, with the same id',
    body: ReplayBody,
  },
};
