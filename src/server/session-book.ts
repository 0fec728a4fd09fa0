import { createHash, randomBytes } from 'node:crypto';
import { type Duration, hours } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import type { Clock } from '../ports/clock.ts';
import { callerOfSession } from './caller.ts';
import type { SessionRecord } from './session-record.ts';
import { PAGE_PREFIX, type PageHalves, SESSION_PREFIX, type Session, type Sessions } from './sessions.ts';

/** A working day and a bit: then the passkey is asked for again. */
const SESSION_SPAN = hours(12);
/** The same in seconds, for the cookie of a page. */
export const SESSION_SECONDS = SESSION_SPAN / 1_000;
/** A browser that nobody uses for so long may be in front of somebody else by now. */
const PAGE_IDLE = hours(1);
const MOST_SESSIONS = 1_000;
const SIGN_IN = 'Sign in again: plimsoll login';

interface Kept extends Session {
  readonly begunSteady: number;
  readonly isEnded: boolean;
  /** How long it may go unused; null where that does not matter. */
  readonly idle: Duration | null;
  readonly usedSteady: number;
}

type About = Omit<Session, 'id'>;

/**
 * The sessions of people. Of what proves one only its SHA-256 is kept. That a session began and ended stands in the journal, so
 * that a control plane that was started again knows whoever looks at a page; only the hour without a use counts anew then.
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
    const steady = clock.steady();
    for (const { session: id, keyId: credentialId, proof, ...about } of record.standing()) {
      const begunSteady = steady - (clock.wall() - about.begunAt);
      this.#kept.set(proof, { id, credentialId, ...about, begunSteady, isEnded: false, usedSteady: steady });
    }
  }

  /** Begins a session for whoever has just used this passkey. */
  begin(person: string, credentialId: string): Promise<{ readonly bearer: string; readonly session: Session }> {
    const begunAt = this.#clock.wall();
    return this.#keep({ person, credentialId, begunAt, until: later(begunAt, SESSION_SPAN) }, this.#clock.steady());
  }

  /**
   * The same for a page. A cookie goes to every port of a host, so also to what is deployed there: it is one half. The other half
   * is read by our own origin alone, and sent by it with each request, so that no other page can ask in this one's name.
   */
  async beginOnPage(
    person: string,
    credentialId: string,
  ): Promise<{ readonly halves: PageHalves; readonly session: Session }> {
    const begunAt = this.#clock.wall();
    const about = { person, credentialId, begunAt, until: later(begunAt, SESSION_SPAN) };
    const halves = { cookie: randomText(), bearer: `${PAGE_PREFIX}${randomText()}` };
    return { halves, session: await this.#enter(nameOfPage(halves), about, this.#clock.steady(), PAGE_IDLE) };
  }

  find(bearer: string): Session | Refusal {
    return this.#known(nameOf(bearer));
  }

  findOfPage(halves: PageHalves, isUse: boolean): Session | Refusal {
    const name = nameOfPage(halves);
    const found = this.#known(name);
    const kept = this.#kept.get(name);
    if (isUse && kept !== undefined && !isRefusal(found))
      this.#kept.set(name, { ...kept, usedSteady: this.#clock.steady() });
    return found;
  }

  #known(name: string): Session | Refusal {
    const kept = this.#kept.get(name);
    if (kept === undefined) return refuse('session-unknown', 'Nobody is signed in by that', SIGN_IN);
    if (kept.isEnded || !this.#isTrusted(kept.credentialId)) {
      return refuse('session-ended', `The session of ${kept.person} was ended`, SIGN_IN);
    }
    // By either clock: one that is set back makes nothing last longer.
    const isOver =
      this.#clock.wall() > kept.until || this.#clock.steady() - kept.begunSteady > kept.until - kept.begunAt;
    if (isOver) return refuse('session-expired', `The session of ${kept.person} is over`, SIGN_IN);
    return kept.idle !== null && this.#clock.steady() - kept.usedSteady > kept.idle
      ? refuse('session-idle', `The session of ${kept.person} was not used for an hour`, SIGN_IN)
      : kept;
  }

  handOver(session: Session): Promise<{ readonly bearer: string; readonly session: Session }> {
    const from = [...this.#kept.values()].find(({ id }) => id === session.id);
    const { person, credentialId, begunAt, until } = session;
    return this.#keep({ person, credentialId, begunAt, until }, from?.begunSteady ?? this.#clock.steady());
  }

  end(id: string): Promise<void> {
    return this.#endEach((kept) => kept.id === id);
  }

  endAllOf(person: string): Promise<void> {
    return this.#endEach((kept) => kept.person === person);
  }

  async #endEach(isMeant: (kept: Kept) => boolean): Promise<void> {
    const meant = [...this.#kept].filter(([, kept]) => !kept.isEnded && isMeant(kept));
    // All of them are shut before anything is waited for.
    for (const [name, kept] of meant) this.#kept.set(name, { ...kept, isEnded: true });
    for (const [, kept] of meant)
      await this.#record.say({ type: 'SessionEnded', session: kept.id }, callerOfSession(kept));
  }

  async #keep(about: About, begunSteady: number): Promise<{ readonly bearer: string; readonly session: Session }> {
    const bearer = `${SESSION_PREFIX}${randomText()}`;
    return { bearer, session: await this.#enter(nameOf(bearer), about, begunSteady, null) };
  }

  async #enter(name: string, about: About, begunSteady: number, idle: Duration | null): Promise<Session> {
    const session: Session = { id: `ses_${randomBytes(12).toString('hex')}`, ...about };
    const { id, person, credentialId: keyId, begunAt, until } = session;
    const proven = { begunAt, proof: name, idle };
    await this.#record.say(
      { type: 'SessionBegun', session: id, person, keyId, until, ...proven },
      callerOfSession(session),
    );
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MOST_SESSIONS && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(name, { ...session, begunSteady, isEnded: false, idle, usedSteady: this.#clock.steady() });
    return session;
  }
}

const randomText = (): string => randomBytes(32).toString('base64url');
const nameOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
// No bearer text has a blank in it: both halves together are never taken for one.
const nameOfPage = ({ cookie, bearer }: PageHalves): string => nameOf(`${cookie} ${bearer}`);
