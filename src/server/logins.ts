import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { ClaimedSession, LoginView } from '../api/identity.ts';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import { refuse } from '../core/kernel/refusal.ts';
import type { Clock } from '../ports/clock.ts';
import { refused } from './refused.ts';
import type { Session, Sessions } from './sessions.ts';

/** How long a person may take to sign in on the page. */
const WAITS = minutes(10);
/** How long the command line may take to fetch what was handed over. */
const HANDED_OVER = seconds(60);
const MOST_WAITING = 64;
// No letter that is read as another.
const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';

interface Login {
  readonly proof: string;
  readonly code: string;
  readonly until: Instant;
  readonly handed: { readonly session: Session; readonly until: Instant } | null;
}

/**
 * Command lines that wait for a session. One brings only the digest of a secret of its own; a page on which a person signed in
 * hands a session over to it; whoever knows the secret fetches it, once. Nothing of it is kept: a restart forgets who waits.
 */
export class Logins {
  readonly #waiting = new Map<string, Login>();
  readonly #clock: Clock;
  readonly #sessions: Sessions;
  readonly #page: () => string;

  constructor(clock: Clock, sessions: Sessions, page: () => string) {
    this.#clock = clock;
    this.#sessions = sessions;
    this.#page = page;
  }

  /** Begins to wait. Anybody may: what is handed over later needs a person, the code and the secret. */
  open(proof: string): LoginView {
    const now = this.#clock.wall();
    for (const [id, { until }] of this.#waiting) if (now >= until) this.#waiting.delete(id);
    if (this.#waiting.size >= MOST_WAITING) {
      throw refused(refuse('too-many-logins', 'Too many command lines wait for a sign-in', 'Try again in ten minutes'));
    }
    const id = randomBytes(16).toString('base64url');
    this.#waiting.set(id, { proof, code: newCode(), until: later(now, WAITS), handed: null });
    return this.look(id);
  }

  /** What a page shows of a login, for a person to compare with the terminal. */
  look(id: string): LoginView {
    const { code, until } = this.#find(id);
    return { id, url: `${this.#page()}/login#${id}`, code, until: new Date(until).toISOString() };
  }

  /** A person hands a session over to the command line that shows this code. */
  handOver(id: string, code: string, session: Session): void {
    const login = this.#find(id);
    if (login.handed !== null) {
      throw refused(refuse('login-handed-over', 'A session was handed over already', 'Begin again: plimsoll login'));
    }
    if (code !== login.code) {
      // Whoever sees another code was sent somebody else's link.
      this.#waiting.delete(id);
      throw refused(refuse('login-code-wrong', 'That is not the code of this sign-in', 'Begin again: plimsoll login'));
    }
    const until = later(this.#clock.wall(), HANDED_OVER);
    this.#waiting.set(id, { ...login, until, handed: { session, until } });
  }

  /** The session that was handed over, once. */
  async claim(id: string, verifier: string): Promise<ClaimedSession> {
    const { proof, handed } = this.#find(id);
    const given = `sha256:${createHash('sha256').update(verifier).digest('hex')}`;
    if (given.length !== proof.length || !timingSafeEqual(Buffer.from(given), Buffer.from(proof))) throw noSuch();
    if (handed === null) {
      throw refused(refuse('login-pending', 'Nobody has signed in yet', 'Sign in on the page that was printed'));
    }
    this.#waiting.delete(id);
    const { bearer, session } = await this.#sessions.handOver(handed.session);
    return { bearer, person: session.person, until: new Date(session.until).toISOString() };
  }

  #find(id: string): Login {
    const login = this.#waiting.get(id);
    if (login !== undefined && this.#clock.wall() < login.until) return login;
    this.#waiting.delete(id);
    throw noSuch();
  }
}

const noSuch = () =>
  refused(refuse('no-such-login', 'No such sign-in is under way, or its time is over', 'Begin again: plimsoll login'));

function newCode(): string {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
