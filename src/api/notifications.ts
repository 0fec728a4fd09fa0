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

/** Somebody who is told of a unit's deployments. */
export interface ReceiverView {
  readonly unit: string;
  /** As it is named to test it: `slack`, or `webhook-2` where several are of one kind. */
  readonly name: string;
  /** Who it is, without anything that may be a key. */
  readonly to: string;
}

/** Whose receivers are meant: those that a file names, those of a unit by what it was last opened with; null: of all units. */
export interface ReceiversRequest {
  readonly config: string | null;
  readonly unit: string | null;
}

/** A test message to one receiver. */
export const TestMessageBody = z
  .strictObject({
    receiver: z.string().min(1).max(100),
    config: z.string().min(1).optional(),
    unit: z.string().min(1).optional(),
  })
  .refine(({ config, unit }) => (config === undefined) !== (unit === undefined), 'name a config or a unit, not both');
export type TestMessageRequest = z.infer<typeof TestMessageBody>;

/** What became of a test message. It was tried once, and is in no outbox. */
export interface TestMessageView extends ReceiverView {
  /** The id that the receiver got with it. */
  readonly id: string;
  readonly taken: boolean;
  /** What the receiver answered, or why there is no answer. */
  readonly answer: string;
}

/** Replaying needs nothing but the message. */
export const ReplayBody = z.strictObject({});
