import type { Phase, Signal } from '../core/deployment/state.ts';

/** Which of the deployments that were are wanted; null is any. */
export interface HistoryRequest {
  readonly unit: string | null;
  readonly environment: string | null;
  /** Opened at this moment or later. */
  readonly since: string | null;
  readonly phase: Phase | null;
  /** Who opened it or approved it, as `person:ada`. */
  readonly principal: string | null;
  readonly limit: number;
  /** Goes on behind the last one of a page; null begins with the newest. */
  readonly cursor: string | null;
}

/** One deployment in a line of the history. */
export interface HistoryRow {
  readonly id: string;
  readonly unit: string;
  readonly environment: string;
  readonly version: string | null;
  readonly commit: string;
  readonly phase: Phase;
  readonly signal: Signal | null;
  readonly requester: string;
  readonly approvers: readonly string[];
  readonly openedAt: string;
  readonly endedAt: string | null;
  /** When its artifacts were removed from the registry; null while they are there. */
  readonly prunedAt: string | null;
  /** Why it stopped or was taken back; null when it did not. */
  readonly problem: string | null;
}

/** A page of the history, newest first. */
export interface History {
  readonly deployments: readonly HistoryRow[];
  /** Asks for the next page; null on the last one. */
  readonly cursor: string | null;
}
