import { z } from 'zod';

/** Where a message to a receiver is on its way. */
export const DELIVERIES = ['waiting', 'sent', 'dead'] as const;

/** Which messages are asked for. */
export interface NotificationsRequest {
  /** Null asks for all. */
  readonly delivery: (typeof DELIVERIES)[number] | null;
}

/** One message to one receiver, and what became of it. What it says is not repeated, nor any secret that it is sent with. */
export interface NotificationView {
  readonly id: string;
  readonly deployment: string;
  readonly unit: string;
  readonly environment: string;
  /** What it tells of, such as `rollback.started`. */
  readonly kind: string;
  /** Who is told: `webhook https://hooks.acme.test`, `slack`, `traces`. */
  readonly to: string;
  readonly delivery: (typeof DELIVERIES)[number];
  readonly failures: number;
  readonly problem: string | null;
  readonly at: string;
  /** When it is tried next; null when it ended. */
  readonly nextAt: string | null;
  readonly endedAt: string | null;
}

/** Replaying needs nothing but the message. */
export const ReplayBody = z.strictObject({});
