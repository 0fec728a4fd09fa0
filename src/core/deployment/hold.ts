import type { Instant } from '../kernel/instant.ts';
import type { Principal } from '../principal/principal.ts';

/** Why the weight may not rise. Several may stand at once; each is lifted by its own cause alone. */
export interface Hold {
  /**
   * judge: evidence mounts or data is missing; guard: a rule refused the next step at the last moment; environment: somebody holds
   * the whole environment.
   */
  readonly reason: 'judge' | 'window' | 'person' | 'environment' | 'clock-jump' | 'approval-expired' | 'guard';
  readonly since: Instant;
  readonly by: Principal;
  readonly note: string;
}

/** The holds without those of one reason. */
export const withoutHold = (holds: readonly Hold[], reason: Hold['reason']): readonly Hold[] =>
  holds.filter((hold) => hold.reason !== reason);

/** Whether a hold of this reason stands. */
export const isHeldBy = (holds: readonly Hold[], reason: Hold['reason']): boolean =>
  holds.some((hold) => hold.reason === reason);

/** Waiting that a person or the calendar causes does not count as working time. */
export const isWaiting = (holds: readonly Hold[]): boolean => holds.some(({ reason }) => WAITING.includes(reason));

const WAITING: readonly Hold['reason'][] = ['person', 'environment', 'window', 'approval-expired'];
