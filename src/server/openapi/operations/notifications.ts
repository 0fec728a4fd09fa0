import { z } from 'zod';
import { DELIVERIES, ReplayBody } from '../../../api/notifications.ts';
import type { ApiRoute, Operations } from '../operation.ts';

type Route = Extract<ApiRoute, `${string} /api/v1/notifications${string}`>;

/** Messages to receivers outside. */
export const NOTIFICATIONS: Operations<Route> = {
  'GET /api/v1/notifications': {
    answers: 'notifications',
    summary: 'Messages to receivers outside and what became of them, newest first',
    query: { delivery: { schema: z.enum(DELIVERIES), what: 'Those alone that wait, were sent, or were given up' } },
  },
  'GET /api/v1/notifications/:id': { answers: 'notification', summary: 'One message and what became of it' },
  'POST /api/v1/notifications/:id/replay': {
    answers: 'replay',
    summary: 'Send a message once more and at once, with the same id',
    body: ReplayBody,
  },
};
