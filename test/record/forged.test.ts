import { describe, expect, it } from 'vitest';
import type { Entry, Json } from '../../src/ports/journal.ts';
import { verifyRecordBytes } from '../../src/verify/verify-record.ts';
import { historyOf, recordOf } from './a-record.ts';
import { secondOpinion } from './second-checker.ts';

/*
 * Whoever has the control plane's key can write any chain and sign any head. What they cannot write is a person's signature, and what
 * production stood on is worked out anew: here a history that really happened is rewritten with care, and still falls.
 */
// biome-ignore lint/suspicious/noExplicitAny: a body is rewritten wherever a forgery wants it.
type Body = Record<string, any>;
type Forgery = (entries: Entry[]) => Entry[];

const history = historyOf(2);

const at = (entries: readonly Entry[], type: string, which = 0): number => {
  const found = entries.flatMap((entry, index) => (entry.type === type ? [index] : []))[which];
  if (found === undefined) throw new Error(`no ${type} in the history`);
  return found;
};

/** The history with one entry rewritten. */
const rewriting =
  (type: string, change: (body: Body) => void, which = 0, around: Partial<Entry> = {}): Forgery =>
  (entries) => {
    const index = at(entries, type, which);
    const body = structuredClone(entries[index]?.body) as Body;
    change(body);
    return entries.with(index, { ...(entries[index] as Entry), ...around, body: body as Json });
  };

const without =
  (type: string, which = 0): Forgery =>
  (entries) =>
    entries.toSpliced(at(entries, type, which), 1);

const before =
  (type: string, extra: (next: Entry) => Partial<Entry>, which = 0): Forgery =>
  (entries) => {
    const index = at(entries, type, which);
    const next = entries[index] as Entry;
    return entries.toSpliced(index, 0, { ...next, ...extra(next) });
  };

const OTHER = `sha256:${'e'.repeat(64)}`;

const FORGERIES: Readonly<Record<string, { forge: Forgery; why: RegExp; isPlain?: boolean }>> = {
  'staging was never validated': { forge: without('StagingValidated'), why: /step was skipped.*StagingValidated/ },
  'no rollback was rehearsed': { forge: without('RehearsalPassed'), why: /step was skipped.*RehearsalPassed/ },
  'nobody was asked': { forge: without('ApprovalRequested'), why: /step was skipped.*ApprovalRequested/ },
  'nobody approved': { forge: without('ApprovalGranted'), why: /step was skipped.*ApprovalGranted/ },
  'the approvals were never enough': {
    forge: without('PromotionApproved'),
    why: /step was skipped.*PromotionApproved/,
  },
  'the candidate was never prepared': {
    forge: without('CandidatePrepared'),
    why: /step was skipped.*CandidatePrepared/,
    isPlain: true,
  },
  'staging validated other artifacts': {
    forge: rewriting('StagingValidated', (body) => (body.evidence.artifactDigests = [OTHER])),
    why: /R2: /,
  },
  'another candidate was rehearsed': {
    forge: rewriting('RehearsalPassed', (body) => (body.certificate.candidateDigests = [OTHER])),
    why: /R2: /,
  },
  'the plan is not what was sealed': {
    forge: rewriting('PlanSealed', (body) => (body.plan.limits.floor = 99)),
    why: /R2: the plan does not have the digest/,
  },
  'another plan was sealed than was approved': {
    forge: rewriting('PlanSealed', (body) => (body.planDigest = OTHER)),
    why: /R2: the plan does not have the digest/,
  },
  'the approval is said to be of somebody else': {
    forge: rewriting('ApprovalGranted', (body) => (body.approval.approver = 'person:ada')),
    why: /R2: The record beside the bundle says something else/,
  },
  'an agent handed the approval in': {
    forge: rewriting('ApprovalGranted', () => undefined, 0, {
      principal: { kind: 'agent', name: 'bot', owner: 'person:ada' },
    }),
    why: /R2: it was not person:demo who handed it in/,
    isPlain: true,
  },
  'the approval was handed in without a signature': {
    forge: rewriting('ApprovalGranted', () => undefined, 0, { proof: 'token' }),
    why: /R2: it was not person:demo/,
    isPlain: true,
  },
  'the approval of the first deployment is used for the second': {
    forge: (entries) => {
      const first = entries[at(entries, 'ApprovalGranted')] as Entry;
      return entries.with(at(entries, 'ApprovalGranted', 1), {
        ...(entries[at(entries, 'ApprovalGranted', 1)] as Entry),
        body: first.body,
      });
    },
    why: /R2: /,
  },
  'the same approval counts twice': {
    forge: before('PromotionApproved', () => ({ ...(history[at(history, 'ApprovalGranted')] as Entry) })),
    why: /R2: the signature was used before/,
  },
  'the approval had expired': {
    forge: rewriting('ApprovalGranted', () => undefined, 0, { at: (history[0]?.at ?? 0) + 30 * 86_400_000 }),
    why: /R2: the signature had expired/,
    isPlain: true,
  },
  'a window was active': {
    forge: before('PromotionStarted', (next) => ({
      type: 'CalendarRead',
      body: {
        at: next.at,
        calendar: {
          intervals: [{ name: 'freeze', from: next.at - 1_000, to: next.at + 1_000 }],
          knownUntil: next.at + 9_999,
        },
      },
    })),
    why: /R3: the blackout window freeze was active/,
    isPlain: true,
  },
  'nobody knew of windows': {
    forge: before('PromotionStarted', (next) => ({
      type: 'CalendarRead',
      body: { at: next.at, calendar: { intervals: [], knownUntil: next.at - 1 } },
    })),
    why: /R3: nobody knew/,
    isPlain: true,
  },
  'the rollback target was gone': {
    forge: rewriting('PromotionStarted', (body) => (body.health.rollbackTargetPresent = false)),
    why: /R4: what a rollback returns to was not there/,
    isPlain: true,
  },
  'something else served than the plan replaces': {
    forge: rewriting('StableChanged', (body) => (body.stable = null)),
    why: /R4: what served was not|R2: /,
    isPlain: true,
  },
  'the evidence had grown too old': {
    forge: rewriting('PromotionStarted', (body) => (body.at += 30 * 86_400_000)),
    why: /R1: the staging evidence was too old/,
    isPlain: true,
  },
  'somebody else held the environment': {
    forge: rewriting('SlotClaimed', (body) => (body.deployment = 'dep_other'), 1),
    why: /R9: dep_other held/,
    isPlain: true,
  },
  'traffic jumped to all at once': {
    forge: rewriting('TrafficShifted', (body) => (body.traffic.candidate = 1_000), 1),
    why: /step was skipped: 100 % of traffic on a stage of 10 %/,
    isPlain: true,
  },
  'a stage was left out': {
    forge: rewriting('StageAdvanced', (body) => (body.to = 2)),
    why: /step was skipped: stage 3 after stage 1/,
    isPlain: true,
  },
  'it went on without a pass': {
    forge: (entries) => {
      const advanced = at(entries, 'StageAdvanced');
      const verdict = entries.findLastIndex(({ type }, index) => type === 'VerdictRecorded' && index < advanced);
      return entries.toSpliced(verdict, 1);
    },
    why: /R7: it went on without a pass/,
    isPlain: true,
  },
};

/** Numbers the entries and the versions of their streams anew. */
function renumbered(entries: readonly Entry[]): Entry[] {
  return entries.map((entry, index) => ({ ...entry, seq: index + 1 }));
}

describe('a history that was rewritten with the control plane’s own key', () => {
  it('is sound as it really was', async () => {
    const { text } = await recordOf(history);

    expect(verifyRecordBytes(Buffer.from(text))).toMatchObject({ kind: 'ok', proven: { deployments: 2 } });
  });

  it.each(Object.entries(FORGERIES))('falls where %s', async (_what, { forge, why, isPlain }) => {
    const { text, key } = await recordOf(renumbered(forge([...history])));

    const found = verifyRecordBytes(Buffer.from(text));

    expect(found).toMatchObject({ kind: 'rule-broken', seq: expect.any(Number), why: expect.stringMatching(why) });
    // The second checker knows the heart of the rules, and not every clause of them.
    if (isPlain !== true)
      expect(secondOpinion(Buffer.from(text), Buffer.from(key.publicKey, 'base64url'))).not.toBeNull();
  });

  it('falls where a whole other history is signed with another key, once the key is known from elsewhere', async () => {
    const [real, other] = [await recordOf(history), await recordOf(history)];
    const { pinsOfKeys } = await import('../../src/verify/pins.ts');
    const pins = pinsOfKeys([real.verifierKey]);

    expect(verifyRecordBytes(Buffer.from(other.text))).toMatchObject({ kind: 'ok', pinned: false });
    expect(verifyRecordBytes(Buffer.from(other.text), pins)).toMatchObject({
      kind: expect.stringMatching(/altered|rule-broken/),
    });
  });

  it('is incomplete below every head that was exported, also where it is signed anew', async () => {
    const { heads, key } = await recordOf(history);
    const { pinsOfKeys } = await import('../../src/verify/pins.ts');
    const pins = pinsOfKeys([], heads);
    const size = Number(heads.at(-1)?.split('\n')[1]);

    for (const length of [size - 1, Math.floor(size / 2), 60]) {
      const { text } = await recordOf(history.slice(0, length), key);
      const found = verifyRecordBytes(Buffer.from(text), pins);
      expect([length, found]).toMatchObject([length, { kind: expect.stringMatching(/incomplete|altered/) }]);
    }
  });
});
