import type { Duration } from '../core/kernel/duration.ts';
import type { Notice } from '../core/notice/notice.ts';
import { DriverError } from './driver-error.ts';

/** What a notifier is given beside the notice. */
export interface Sending {
  /** Stays the same at every try: a receiver, or the driver itself, knows a repeated message by it. */
  readonly id: string;
  /** What the driver remembered of the deployment at the last message of its lane; null at the first. */
  readonly memo: string | null;
  /** Where the page is reached, without a slash at the end. */
  readonly page: string;
  /** The moment of this try. */
  readonly at: number;
  readonly signal: AbortSignal;
}

/** Tells somebody outside what happened. It decides nothing, and nothing that it does or fails to do changes a deployment. */
export interface Notifier {
  /** Resolves once the receiver has it, with what to remember and, where it says something, what it answered. Rejects with DriverError: a retryable one is tried again. */
  send(notice: Notice, sending: Sending): Promise<{ readonly memo: string | null; readonly answered?: string }>;
}

/** The receiver is there and asks to be left alone for a while. */
export class AskedToWait extends DriverError {
  readonly wait: Duration;

  constructor(message: string, wait: Duration) {
    super(message, { retryable: true });
    this.wait = wait;
  }
}
