import { describe, expect, it } from 'vitest';
import { planCode } from '../../approval/plan-code.ts';
import { questionDigests } from '../../approval/question.ts';
import { type ApprovalRequest, requestApproval } from '../../approval/request.ts';
import { minutes } from '../../core/kernel/duration.ts';
import { later } from '../../core/kernel/instant.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';
import { aDigest, anOpening, aRelease, aVerdict, BOB, BUILDER, NOON } from '../../testing/builders.ts';
import { aCommandRequirement, anEntry, aTestsRequirement, aTestsStatement } from '../../testing/evidence.ts';
import { aSuccessor, type Journey, journeyOf } from '../../testing/journey.ts';
import { sheetOf, sheetText } from './sheet.ts';
import type { Seen } from './sheet-facts.ts';

function asked(here: Journey, checkpoint: Parameters<typeof requestApproval>[1]): ApprovalRequest {
  const { deployment } = here.world;
  if (deployment === null) throw new Error('nothing is open');
  const request = requestApproval(deployment, checkpoint, { controlPlaneId: 'cp_1', logHead: { seq: 1, hash: '0' } });
  if (isRefusal(request)) throw new Error(request.message);
  return request;
}

const seen = (here: Journey, more: Partial<Seen> = {}): Seen => ({
  now: new Date(later(here.at, minutes(14))).toISOString(),
  zone: 'Europe/Berlin',
  reason: '',
  nextWindow: null,
  ...more,
});
const textOf = (request: ApprovalRequest, beside: Seen): string => sheetText(sheetOf(request, beside), beside);
const labels = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => /^ {2}(\S.{0,14}?) {2,}\S/.exec(line)?.[1] ?? []);

const BESIDE: NonNullable<ApprovalRequest['beside']> = {
  ...{ commits: [], configChanges: [], mayApprove: [], changedSince: [], ticket: null },
  forecast: { to: '2026-11-20T16:00:00.000Z', conflict: null, unknown: null, nextFree: null },
  policy: { inForce: null, changes: [] },
};
const waiting = (): Journey => aSuccessor({ requester: BUILDER, authors: ['ada'] }).upTo('awaiting-approval');
const WINDOW = { name: 'evening-peak', from: '2026-11-20T16:00:00.000Z', to: '2026-11-20T18:00:00.000Z' };

describe('the approval sheet', () => {
  it('says that this machine keeps nobody out, until that was proven', () => {
    const here = waiting();
    const request = asked(here, 'production-promotion');

    expect(textOf(request, seen(here, { isIsolated: false }))).toContain('Level           This machine cannot stop');
    expect(textOf(request, seen(here, { isIsolated: true }))).not.toContain('cannot stop');
  });

  it('has the lines of the design page, in its order', () => {
    const here = waiting();

    const text = textOf(
      asked(here, 'production-promotion'),
      seen(here, { reason: 'cache key change', nextWindow: WINDOW }),
    );

    const wanted = ['Plan code', 'Recommendation', 'Changes', 'Stages', 'If it goes bad', 'From the agent'];
    expect(labels(text).filter((label) => wanted.includes(label))).toEqual(wanted);
    expect(text.split('\n').at(-1)).toBe(
      '  Type production, then sign with your approver key · or: plimsoll reject dep_2 --reason TEXT',
    );
  });

  it('says what replaces what, where, by which plan, and until when it can be answered', () => {
    const here = waiting();

    const [title] = textOf(asked(here, 'production-promotion'), seen(here)).split('\n');

    expect(title).toMatch(
      /^APPROVE\? checkout 1\.1 → 1\.2 on production {7}dep_2 · plan [0-9a-f]{6} · expires \d\d:\d\d CET$/,
    );
  });

  it('has the six words of the very plan that is signed', () => {
    const here = waiting();
    const request = asked(here, 'production-promotion');
    const { planDigest } = questionDigests(request.question);

    const sheet = sheetOf(request, seen(here));

    expect(sheet.planCode).toBe(planCode(planDigest));
    expect(sheet.planCode.split('-')).toHaveLength(6);
    expect(sheet.planDigest).toBe(planDigest);
  });

  it('tells the evidence with its age and what was not tested', () => {
    const here = waiting();

    const text = textOf(asked(here, 'production-promotion'), seen(here));

    expect(text).toMatch(
      /Recommendation {2}ready: smoke 3\/3 · not tested: integration, performance, security, verification {3}1\dm\d\ds old/,
    );
  });

  it('tells what was shown of the source: by whom it was signed, how old it is, and what was packaged here', () => {
    const here = waiting();
    const request = asked(here, 'production-promotion');
    const { plan, evidence } = request.question;
    const verification = [aTestsRequirement(), aCommandRequirement()];
    const entry = anEntry([aTestsStatement(), 'npm test'], NOON);
    const record = { artifact: 'app', artifactDigest: aDigest('1'), statementDigest: aDigest('2'), keyId: 'k' };
    const question = {
      ...request.question,
      plan: { ...plan, verification },
      evidence: { ...evidence, entry, provenance: [record] },
    };

    const text = textOf({ ...request, question }, seen(here));

    expect(text).toMatch(
      /Verified {8}tests: PASSED, 3 passed · signed by sha256:9{12}… · \d+m old\n {18}npm test: passed 3\/3 · \d+m old\n {18}packaged here: 1 signed provenance\n/,
    );
    expect(text).toMatch(/not tested: integration, performance, security {3}/);
  });

  it('tells the stages as clock times with the zone and the next window', () => {
    const here = waiting();

    const text = textOf(asked(here, 'production-promotion'), seen(here, { nextWindow: WINDOW }));

    expect(text).toMatch(
      /Stages {10}5 % (\d\d:\d\d)–(\d\d:\d\d) · 25 % \2–(\d\d:\d\d) · 100 % \3 · bake to \d\d:\d\d CET · next window 17:00 CET evening-peak/,
    );
  });

  it('says what a rollback returns to and how fast it was, and what it means for a first release', () => {
    const here = waiting();
    const first = journeyOf(anOpening('dep_1', aRelease('1')), aRelease('1')).upTo('awaiting-approval');

    expect(textOf(asked(here, 'production-promotion'), seen(here))).toMatch(
      /If it goes bad {2}automatic back to 1\.1 sha256:1111…, rehearsed 2\.0s \(target < 2m00s\)/,
    );
    expect(textOf(asked(first, 'production-promotion'), seen(first))).toContain(
      'FIRST RELEASE: it is taken out of service and users get 503',
    );
  });

  it('labels the words of an agent as no evidence, and shows none where a person asked', () => {
    const agent = waiting();
    const person = aSuccessor({ requester: BOB }).upTo('awaiting-approval');
    const reason = { reason: 'cold starts\u001b[2J may be slow' };

    expect(textOf(asked(agent, 'production-promotion'), seen(agent, reason))).toMatch(
      /From the agent {2}“cold starts.*” {3}\(agent:builder, not evidence\)/,
    );
    expect(labels(textOf(asked(person, 'production-promotion'), seen(person, reason)))).not.toContain('From the agent');
  });

  it('shows what was said beside it line by line behind a bar, and says where it was said about another plan', () => {
    const here = waiting();
    const request = asked(here, 'production-promotion');
    const { planDigest } = questionDigests(request.question);
    const said = (number: number, text: string, about: string) => ({
      ...({
        number,
        kind: 'statement',
        form: 'markdown',
        text,
        digest: null,
        checkpoint: 'production-promotion',
      } as const),
      ...{ planDigest: about, by: 'agent:builder', onBehalfOf: 'person:ada', at: NOON },
    });
    const statements = [
      said(1, 'it is fine', aDigest('9')),
      said(2, 'look\n  Plan digest     sha256:0000', planDigest),
    ];
    const beside = { ...BESIDE, statements };

    const lines = textOf({ ...request, beside }, seen(here)).split('\n');

    expect(lines).toContain(
      '  Said beside it  Statement 1, by agent:builder for person:ada: not checked, not evidence (about another plan)',
    );
    expect(lines.filter((line) => line.includes('| '))).toEqual([
      `${' '.repeat(18)}| it is fine`,
      `${' '.repeat(18)}| look`,
      `${' '.repeat(18)}|   Plan digest     sha256:0000`,
    ]);
    expect(lines.filter((line) => line.startsWith('  Plan digest'))).toEqual([`  Plan digest     ${planDigest}`]);
  });

  it('does not show a way to answer that is not there', () => {
    const here = waiting();

    expect(textOf(asked(here, 'production-promotion'), seen(here))).not.toMatch(/passkey|http/);
  });

  it('shows the verdict of an ambiguous stage, and the cause of a rollback', () => {
    const canary = aSuccessor().upTo('rolling-out').step().step().step();
    const verdict = aVerdict('ambiguous', canary.at);
    const gate = {
      gate: 'error_rate < 1%',
      kind: 'gate',
      state: 'ambiguous',
      reason: 'borderline',
      text: 'error_rate 0.9 %',
      e: { absolute: 0.5, relative: 43.2, shift: null, pass: 1.2, failAt: 160, passAt: 20 },
      bounds: { low: 0.0049, high: 0.0573, observed: 0.009, baseline: 0.0012, limit: 0.01, unit: 'ratio' },
      ...{ requests: 1_000, errors: 9, needsRequests: 900, needsMinutes: 6 },
    } as const;
    const ambiguous = canary.say({
      type: 'RecordVerdict',
      phase: 'rolling-out',
      stageIndex: 0,
      verdict: { ...verdict, gates: [gate] },
    });
    const back = canary.say({ type: 'RollbackDeployment', reason: 'it smells', principal: BOB }).upTo('rolled-back');

    const text = textOf(asked(ambiguous, 'ambiguous-metrics'), seen(ambiguous));
    expect(text).toContain('ambiguous/borderline: error_rate 0.9 %');
    expect(text).toContain('observed 0.9 % · likely between 0.49–5.73 % · limit 1 % · stable 0.12 %');
    expect(text).toContain(
      'that it holds: E = 1.2 of 20 · that it breaks: E = 0.5 of 160 · worse than stable: E = 43.2',
    );
    expect(text).toContain('needs about 900 more requests like these, 6m00s');
    for (const answer of ['rollback', 'extend', 'hold', 'proceed']) expect(text).toMatch(new RegExp(` ${answer}: `));
    expect(text).toMatch(/By itself {7}rolls back at \d\d:\d\d CET, in \d+m\d\ds/);
    expect(text).toContain('also if its gates are proven meanwhile: only an answer takes it forward');
    expect(textOf(asked(back, 'after-rollback'), seen(back))).toMatch(/Cause {11}person: .*it smells/);
  });
});
