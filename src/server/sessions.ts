import type { Instant } from '../core/kernel/instant.ts';
import type { Refusal } from '../core/kernel/refusal.ts';

/** A person who signed in with a passkey. */
export interface Session {
  /** Names it in lists and in the journal; proves nothing. */
  readonly id: string;
  /** `person:ada` */
  readonly person: string;
  /** The passkey it was made with. */
  readonly credentialId: string;
  readonly begunAt: Instant;
  readonly until: Instant;
}

/** The sessions of people. Begun by a passkey alone; what is here decides nothing about roles. */
export interface Sessions {
  /** The session that a bearer text or cookie stands for. Refuses with session-unknown, session-expired or session-ended. */
  find(bearer: string): Session | Refusal;
  /** Another bearer text for the same person and the same end, for a command line that a page hands a session to. */
  handOver(session: Session): Promise<{ readonly bearer: string; readonly session: Session }>;
  /** The session of a page: both halves are needed. A look is a use unless it only asks whether that is still so. */
  findOfPage(halves: PageHalves, isUse: boolean): Session | Refusal;
  /** Ends a session at once. */
  end(id: string): Promise<void>;
  /** Ends every session of a person at once, on pages and at terminals. */
  endAllOf(person: string): Promise<void>;
}

/** What proves a page's session: one half that only the browser sends, one that only a page of our own origin can read. */
export interface PageHalves {
  readonly cookie: string;
  readonly bearer: string;
}

/** What the half that a page sends by itself begins with. Without its cookie it proves nothing. */
export const PAGE_PREFIX = 'plm_page_';

/** What a bearer text of a session begins with: tokens of agents and CI begin with `plm_agent_` and `plm_ci_`. */
export const SESSION_PREFIX = 'plm_session_';
