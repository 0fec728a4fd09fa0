import { describe, expect, it } from 'vitest';
import { anApprovalWorld, LOG_HEAD, must } from '../../test/hostile/approval-world.ts';
import { type Duration, hours, minutes } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';
import type { Plan } from '../core/plan/plan.ts';
import { aDigest, NOON } from '../testing/builders.ts';
import { approvalSpan, ChallengeBook } from './challenge.ts';
import { LONGEST_TEXT } from './fields.ts';
import { requestApproval } from './request.ts';
import { statementDigest } from './statement.ts';

const { context } = anApprovalWorld();
const request = must(
  requestApproval(context.deployment, 'production-promotion', { controlPlaneId: 'cp_1', logHead: LOG_HEAD }),
);
const answer = { decision: 'approve', reason: '', approver: 'person:ada', credentialId: aDigest('a') } as const;
const NOW = { wall: NOON, steady: 1_000 };

describe('a challenge', () => {
  it('gives a new nonce of 32 bytes to each answer, and knows whose it is', () => {
    const book = new ChallengeBook();

    const one = must(book.issue(request, answer, NOW));
    const other = must(book.issue(request, answer, NOW));

    expect(Buffer.from(one.nonce, 'base64url')).toHaveLength(32);
    expect(other.nonce).not.toBe(one.nonce);
    expect(one.statementDigest).toBe(statementDigest(one.statement));
    expect(book.find(one.nonce)).toEqual({
      nonce: one.nonce,
      approver: 'person:ada',
      checkpoint: 'production-promotion',
      deploymentId: 'dep_1',
      statementDigest: one.statementDigest,
      issuedAt: NOON,
      notAfter: later(NOON, hours(24)),
      issuedSteady: 1_000,
      spent: false,
    });
  });

  it.each([
    ['a long reason', { reason: 'x'.repeat(LONGEST_TEXT + 1) }],
    ['no person', { approver: 'agent:builder' }],
    ['no key', { credentialId: 'key-1' }],
  ])('is not given for %s', (_, changes) => {
    const refused = new ChallengeBook().issue(request, { ...answer, ...changes }, NOW);

    expect(refused).toMatchObject({ code: 'answer-malformed' });
  });

  it('forgets what has expired, and the oldest when there are too many', () => {
    const book = new ChallengeBook(2);
    const issue = (now: typeof NOW) => must(book.issue(request, answer, now)).nonce;

    const [first, second, third] = [issue(NOW), issue(NOW), issue(NOW)];
    expect([first, second, third].map((nonce) => book.find(nonce) !== undefined)).toEqual([false, true, true]);

    const tomorrow = issue({ wall: NOON, steady: hours(25) });
    expect([second, third, tomorrow].map((nonce) => book.find(nonce) !== undefined)).toEqual([false, false, true]);
  });
});

describe('an approval', () => {
  const lasting = (bake: Duration): Plan => ({
    ...request.question.plan,
    strategy: { kind: 'canary', stages: [] },
    bake: { ...request.question.plan.bake, duration: bake },
  });

  it('is good for a day, or half as long again as the forecast, three days at most', () => {
    expect(approvalSpan(lasting(minutes(30)))).toBe(hours(24));
    expect(approvalSpan(lasting(hours(20)))).toBe(hours(30));
    expect(approvalSpan(lasting(hours(100)))).toBe(hours(72));
  });
});
