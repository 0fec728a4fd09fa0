import { randomBytes } from 'node:crypto';
import type { Checkpoint } from '../core/guard/verified-approval.ts';
import { type Duration, hours, milliseconds } from '../core/kernel/duration.ts';
import type { Digest } from '../core/kernel/id.ts';
import { between, type Instant, later } from '../core/kernel/instant.ts';
import { type Refusal, refuse } from '../core/kernel/refusal.ts';
import { forecastLength } from '../core/plan/forecast.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { ApprovalRequest } from './request.ts';
import { type Answer, buildStatement, statementDigest, statementText, WrittenStatement } from './statement.ts';

/** No approval is good for longer. */
export const LONGEST_SPAN: Duration = hours(72);

const SHORTEST_SPAN = hours(24);

/** Wall time, and steady milliseconds of this process. */
export interface Now {
  readonly wall: Instant;
  readonly steady: number;
}

/** What the control plane remembers of a nonce it gave out. */
export interface IssuedNonce {
  readonly nonce: string;
  readonly approver: string;
  readonly checkpoint: Checkpoint;
  readonly deploymentId: string;
  readonly statementDigest: Digest;
  readonly issuedAt: Instant;
  readonly notAfter: Instant;
  /** Steady time at issue: a clock that is set back makes nothing last longer. */
  readonly issuedSteady: number;
  readonly spent: boolean;
}

/** A statement that waits for one signature. */
export interface Challenge {
  readonly statement: string;
  readonly statementDigest: Digest;
  readonly nonce: string;
  readonly notAfter: Instant;
}

/** How long an approval of a plan is good: a day, or half as long again as its forecast; three days at most. */
export function approvalSpan(plan: Plan): Duration {
  const forecast = forecastLength(plan.strategy.stages, plan.bake.duration);
  return milliseconds(Math.min(LONGEST_SPAN, Math.max(SHORTEST_SPAN, forecast * 1.5)));
}

/**
 * The nonces that this process gave out. They live in memory alone: after a restart an unsigned challenge is asked for
 * again, and the journal refuses a nonce that was spent in it before.
 */
export class ChallengeBook {
  readonly #issued = new Map<string, IssuedNonce>();
  readonly #capacity: number;

  constructor(capacity = 256) {
    this.#capacity = capacity;
  }

  /** Gives a nonce to one answer of one approver and returns the statement to sign. */
  issue(request: ApprovalRequest, answer: Answer, now: Now): Challenge | Refusal {
    const nonce = randomBytes(32).toString('base64url');
    const terms = { nonce, issuedAt: now.wall, notAfter: later(now.wall, approvalSpan(request.question.plan)) };
    const statement = buildStatement(request, answer, terms);
    const unfit = WrittenStatement.safeParse(statement).error?.issues[0];
    if (unfit !== undefined) return refuseUnfit(unfit.path.join('.'), request);
    const text = statementText(statement);
    this.#makeRoom(now);
    this.#issued.set(nonce, {
      ...terms,
      approver: answer.approver,
      checkpoint: request.question.checkpoint,
      deploymentId: request.question.deploymentId,
      statementDigest: statementDigest(text),
      issuedSteady: now.steady,
      spent: false,
    });
    return { statement: text, statementDigest: statementDigest(text), nonce, notAfter: terms.notAfter };
  }

  /** What is known of a nonce. */
  find(nonce: string): IssuedNonce | undefined {
    return this.#issued.get(nonce);
  }

  /** Remembers that the journal has the nonce now. */
  spend(nonce: string): void {
    const issued = this.#issued.get(nonce);
    if (issued !== undefined) this.#issued.set(nonce, { ...issued, spent: true });
  }

  // Forgetting is safe: an unknown nonce is refused. The oldest go first, which are the nearest to their end.
  #makeRoom(now: Now): void {
    for (const [nonce, issued] of this.#issued) {
      if (hasPassed(issued, now)) this.#issued.delete(nonce);
    }
    for (const nonce of this.#issued.keys()) {
      if (this.#issued.size < this.#capacity) return;
      this.#issued.delete(nonce);
    }
  }
}

/** Whether what was issued has expired, by the wall clock or by the steady one. */
export const hasPassed = (issued: Pick<IssuedNonce, 'issuedAt' | 'notAfter' | 'issuedSteady'>, now: Now): boolean =>
  now.wall > issued.notAfter || now.steady - issued.issuedSteady > between(issued.issuedAt, issued.notAfter);

const refuseUnfit = (place: string, request: ApprovalRequest): Refusal =>
  refuse(
    'answer-malformed',
    `The answer cannot be signed: ${place} is too long or not allowed`,
    `Give a shorter text: plimsoll approve ${request.question.deploymentId}`,
  );
