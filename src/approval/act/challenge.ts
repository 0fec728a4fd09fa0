import { randomBytes } from 'node:crypto';
import { hours } from '../../core/kernel/duration.ts';
import { type Instant, later } from '../../core/kernel/instant.ts';
import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import { type Challenge, hasPassed, type Now } from '../challenge.ts';
import { statementDigest } from '../statement.ts';
import { type ActRequest, commandForAct } from './request.ts';
import { type ActAnswer, ActStatement, actText, buildAct } from './statement.ts';

/** A signed act is handed in at once, or asked for again. */
const SPAN = hours(1);
const CAPACITY = 64;

/** A nonce that was given out for one act of one approver. */
export interface IssuedAct {
  readonly statementDigest: string;
  readonly issuedAt: Instant;
  readonly notAfter: Instant;
  readonly issuedSteady: number;
}

/** The nonces given out for acts. They live in memory alone; the journal refuses one that was spent before. */
export class ActBook {
  readonly #issued = new Map<string, IssuedAct>();

  /** Gives a nonce to one act of one approver and returns the statement to sign. */
  issue(request: ActRequest, answer: ActAnswer, now: Now): Challenge | Refusal {
    const nonce = randomBytes(32).toString('base64url');
    const terms = { nonce, issuedAt: now.wall, notAfter: later(now.wall, SPAN) };
    const statement = buildAct(request, answer, terms);
    const unfit = ActStatement.safeParse(statement).error?.issues[0];
    if (unfit !== undefined) {
      const message = `The answer cannot be signed: ${unfit.path.join('.')} is too long or not allowed`;
      const remedy = `Give a shorter text: ${commandForAct(request.context.act, request.environment)}`;
      return refuse('answer-malformed', message, remedy);
    }
    const text = actText(statement);
    for (const [old, issued] of this.#issued) {
      if (hasPassed(issued, now) || this.#issued.size >= CAPACITY) this.#issued.delete(old);
    }
    this.#issued.set(nonce, { ...terms, statementDigest: statementDigest(text), issuedSteady: now.steady });
    return { statement: text, statementDigest: statementDigest(text), nonce, notAfter: terms.notAfter };
  }

  /** What is known of a nonce. Forgetting is safe: an unknown nonce is refused. */
  find(nonce: string): IssuedAct | undefined {
    return this.#issued.get(nonce);
  }

  /** Forgets a nonce that the journal has now. */
  spend(nonce: string): void {
    this.#issued.delete(nonce);
  }
}
