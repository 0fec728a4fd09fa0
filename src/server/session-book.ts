import { createHash, randomBytes } from 'node:crypto';
import { hours } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';
import { type Refusal, refuse } from '../core/kernel/refusal.ts';
import type { Clock } from '../ports/clock.ts';
import { callerOfSession } from './caller.ts';
import type { SessionRecord } from './session-record.ts';
import { SESSION_PREFIX, type Session, type Sessions } from './sessions.ts';

/** A working day and a bit: then the passkey is asked for again. */
const SESSION_SPAN = hours(12);
const MOST_SESSIONS = 1_000;
const SIGN_IN = 'Sign in again: plimsoll login';

interface Kept extends Session {
  readonly begunSteady: number;
  readonly isEnded: boolean;
}

/**
 * The sessions of this process. Of a bearer text only its SHA-256 is kept, and only in memory: after a restart people sign in
 * again. That a session began and ended stands in the journal.
 */
export class SessionBook implements Sessions {
  readonly #kept = new Map<string, Kept>();
  readonly #record: SessionRecord;
  readonly #isTrusted: (keyId: string) => boolean;
  readonly #clock: Clock;

  /** `isTrusted` says of a key whether it may still be used: revoking it ends its sessions at once. */
  constructor(record: SessionRecord, clock: Clock, isTrusted: (keyId: string) => boolean) {
    this.#record = record;
    this.#isTrusted = isTrusted;
    this.#clock = clock;
  }

  /** Begins a session for whoever has just used this passkey. */
  begin(person: string, credentialId: string): Promise<{ readonly bearer: string; readonly session: Session }> {
    const begunAt = this.#clock.wall();
    return this.#keep({ person, credentialId, begunAt, until: later(begunAt, SESSION_SPAN) }, this.#clock.steady());
  }

  find(bearer: string): Session | Refusal {
    const kept = this.#kept.get(nameOf(bearer));
    if (kept === undefined) return refuse('session-unknown', 'Nobody is signed in by that', SIGN_IN);
    if (kept.isEnded || !this.#isTrusted(kept.credentialId)) {
      return refuse('session-ended', `The session of ${kept.person} was ended`, SIGN_IN);
    }
    // By either clock: one that is set back makes nothing last longer.
    const isOver =
      this.#clock.wall() > kept.until || this.#clock.steady() - kept.begunSteady > kept.until - kept.begunAt;
    return isOver ? refuse('session-expired', `The session of ${kept.person} is over`, SIGN_IN) : kept;
  }

  handOver(session: Session): Promise<{ readonly bearer: string; readonly session: Session }> {
    const from = [...this.#kept.values()].find(({ id }) => id === session.id);
    const { person, credentialId, begunAt, until } = session;
    return this.#keep({ person, credentialId, begunAt, until }, from?.begunSteady ?? this.#clock.steady());
  }

  async end(id: string): Promise<void> {
    for (const [name, kept] of this.#kept) {
      if (kept.id !== id || kept.isEnded) continue;
      this.#kept.set(name, { ...kept, isEnded: true });
      await this.#record.say({ type: 'SessionEnded', session: id }, callerOfSession(kept));
    }
  }

  async #keep(
    about: Omit<Session, 'id'>,
    begunSteady: number,
  ): Promise<{ readonly bearer: string; readonly session: Session }> {
    const session: Session = { id: `ses_${randomBytes(12).toString('hex')}`, ...about };
    const { id, person, credentialId: keyId, until } = session;
    await this.#record.say({ type: 'SessionBegun', session: id, person, keyId, until }, callerOfSession(session));
    const bearer = `${SESSION_PREFIX}${randomBytes(32).toString('base64url')}`;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MOST_SESSIONS && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(nameOf(bearer), { ...session, begunSteady, isEnded: false });
    return { bearer, session };
  }
}

const nameOf = (bearer: string): string => createHash('sha256').update(bearer).digest('base64url');
