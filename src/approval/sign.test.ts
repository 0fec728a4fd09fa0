import { describe, expect, it } from 'vitest';
import { aKey, anApprovalWorld, LOG_HEAD, must } from '../../test/hostile/approval-world.ts';
import { aDigest, NOON } from '../testing/builders.ts';
import { ChallengeBook } from './challenge.ts';
import { requestApproval } from './request.ts';
import { signAnswer } from './sign.ts';
import type { Answer } from './statement.ts';

const { context } = anApprovalWorld();
const key = aKey();
const here = { controlPlaneId: context.controlPlaneId, logHead: LOG_HEAD };
const request = must(requestApproval(context.deployment, 'production-promotion', here));
const answer: Pick<Answer, 'decision' | 'reason'> = { decision: 'approve', reason: '' };
const full: Answer = { ...answer, approver: key.person, credentialId: key.keyId };
const offer = (of = request, to = full): string =>
  must(new ChallengeBook().issue(of, to, { wall: NOON, steady: 0 })).statement;
const { question } = request;

describe('the side of the person', () => {
  it('signs the statement of just what was shown', () => {
    const statement = offer();

    expect(must(signAnswer(request, answer, statement, key)).statement).toBe(statement);
  });

  it('signs too when the journal has gone on since', () => {
    const statement = offer({ ...request, logHead: { seq: 4190, hash: aDigest('1') } });

    expect(must(signAnswer(request, answer, statement, key)).statement).toBe(statement);
  });

  it.each([
    ['plan', offer({ ...request, question: { ...question, plan: { ...question.plan, unit: 'other' } } })],
    ['evidence', offer({ ...request, question: { ...question, evidence: { ...question.evidence, checks: [] } } })],
    ['deployment', offer({ ...request, question: { ...question, deploymentId: 'dep_2' } })],
    ['control plane', offer({ ...request, controlPlaneId: 'cp_2' })],
    ['earlier place in the journal', offer({ ...request, logHead: { seq: 4181, hash: aDigest('1') } })],
    ['hash in the journal', offer({ ...request, logHead: { seq: 4182, hash: aDigest('1') } })],
    ['answer', offer(request, { ...full, reason: 'because' })],
    ['approver', offer(request, { ...full, approver: 'person:bob' })],
    ['key', offer(request, { ...full, credentialId: aDigest('1') })],
  ])('signs no statement with another %s than was shown', (_, statement) => {
    expect(signAnswer(request, answer, statement, key)).toMatchObject({ code: 'statement-not-as-shown' });
  });

  it('signs nothing that is not a statement in its canonical form', () => {
    expect(signAnswer(request, answer, '{}', key)).toMatchObject({ code: 'approval-malformed' });
    expect(signAnswer(request, answer, `${offer()} `, key)).toMatchObject({ code: 'approval-not-canonical' });
  });
});

it('nothing is asked while no checkpoint is open', () => {
  expect(requestApproval(context.deployment, 'after-rollback', here)).toMatchObject({ code: 'approval-not-pending' });
});
