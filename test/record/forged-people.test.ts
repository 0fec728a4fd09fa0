import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isMeasurement } from '../../src/journal/chain.ts';
import type { Entry, Json } from '../../src/ports/journal.ts';
import { Review } from '../../src/verify/review/review.ts';
import { verifyRecordBytes } from '../../src/verify/verify-record.ts';

/*
 * A history with two people, a terminal key and a passkey: what each of them signed is put beside something else, one thing at a time.
 * The chain is left out here: whoever has the control plane's key can write any.
 */
// biome-ignore lint/suspicious/noExplicitAny: a body is rewritten wherever a forgery wants it.
type Body = Record<string, any>;

const text = readFileSync(join(import.meta.dirname, 'people.ndjson'));
const entries: readonly Entry[] = text
  .toString()
  .trimEnd()
  .split('\n')
  .slice(0, -1)
  .map((line) => JSON.parse(line) as Entry);
const history = entries.filter(({ stream }) => !isMeasurement(stream));

/** The first rule that is broken where these entries stand in the chain as it was. */
function brokenIn(kept: readonly Entry[]): string | undefined {
  const review = new Review([]);
  const bySeq = new Map(kept.map((entry) => [entry.seq, entry]));
  for (const { seq, hash } of entries) {
    review.reader.linked({ seq, hash });
    const entry = bySeq.get(seq);
    if (entry !== undefined) review.reader.entry(entry);
  }
  return review.broken?.why;
}

/** The first entry of a type whose body is like this, rewritten. */
function rewriting(type: string, is: (body: Body) => boolean, change: (body: Body) => void): string | undefined {
  const index = history.findIndex((entry) => entry.type === type && is(entry.body as Body));
  if (index < 0) throw new Error(`no such ${type} in the history`);
  const entry = history[index] as Entry;
  const body = structuredClone(entry.body) as Body;
  change(body);
  return brokenIn(history.with(index, { ...entry, body: body as Json }));
}

const any = (): boolean => true;
const isKey = ({ approval }: Body): boolean => approval.kind === 'ed25519';
const isPasskey = ({ approval }: Body): boolean => approval.kind === 'webauthn';

describe('a history in which people signed with a key and with a passkey', () => {
  it('is sound as it really was, to the last line', () => {
    expect(verifyRecordBytes(text)).toMatchObject({ kind: 'ok' });
    expect(brokenIn(history)).toBeUndefined();
  });

  it.each<[string, string | undefined, RegExp]>([
    [
      'an answer that kept a release in production lost its signature',
      rewriting(
        'CheckpointAnswered',
        ({ answer }) => answer === 'extend',
        (body) => delete body.approval,
      ),
      /R7: extend was answered without a signature/,
    ],
    [
      'an answer is another than was signed',
      rewriting(
        'CheckpointAnswered',
        ({ answer }) => answer === 'extend',
        (body) => (body.answer = 'proceed'),
      ),
      /does not say ambiguous-metrics proceed/,
    ],
    [
      'a bake went on by the word of nobody',
      rewriting(
        'CheckpointAnswered',
        ({ answer, approval }) => answer === 'proceed' && approval !== undefined,
        (body) => delete body.approval,
      ),
      /R7: it went on without a pass/,
    ],
    [
      'the level of an approval is raised',
      rewriting('ApprovalGranted', isPasskey, (body) => (body.approval.assurance = 'A2')),
      /says something else than what was signed/,
    ],
    [
      'a passkey is said to be a key',
      rewriting('ApprovalGranted', isPasskey, (body) => (body.approval.kind = 'ed25519')),
      /says something else than what was signed/,
    ],
    [
      'a passkey signed on another page',
      rewriting('ApprovalGranted', isPasskey, ({ approval }) => {
        const client = JSON.parse(Buffer.from(approval.bundle.signature.clientDataJSON, 'base64url').toString());
        const other = JSON.stringify({ ...client, origin: 'http://localhost:1' });
        approval.bundle.signature.clientDataJSON = Buffer.from(other).toString('base64url');
      }),
      /R2: /,
    ],
    [
      'somebody else asked than the approver was told',
      rewriting('DeploymentOpened', any, ({ opening }) => (opening.requester = { kind: 'person', name: 'eve' })),
      /names another requester or other authors/,
    ],
    [
      'somebody else wrote it than the approver was told',
      rewriting('DeploymentOpened', any, ({ opening }) => (opening.authors = ['Eve <eve@localhost>'])),
      /names another requester or other authors/,
    ],
    [
      'a yes is used to close a rollback',
      rewriting('DeploymentClosed', isKey, (body) => {
        const yes = history
          .map(({ body: one }) => one as Body)
          .find(({ approval }) => approval?.decision === 'approve');
        body.approval = { ...yes?.approval, deploymentId: body.approval.deploymentId };
      }),
      /does not say after-rollback resolve/,
    ],
    [
      'another policy came with a deployment than people approved',
      rewriting(
        'PolicyAdopted',
        ({ policy }) => policy.deployment !== null,
        ({ policy }) => (policy.protection.checkpoints.productionPromotion.count = 1),
      ),
      /another policy was adopted than stood in the plan/,
    ],
    [
      'another policy was adopted than people signed',
      rewriting(
        'PolicyAdopted',
        ({ policy }) => policy.deployment === null,
        ({ policy }) => (policy.protection.checkpoints.productionPromotion.approvers = ['person:eve']),
      ),
      /adopted without the signatures/,
    ],
    [
      'a policy was adopted by one where two are needed',
      brokenIn(
        history.toSpliced(
          history.findIndex(({ type }) => type === 'PolicySigned'),
          1,
        ),
      ),
      /adopted without the signatures/,
    ],
    [
      'the glass of one stage is said to be that of another time',
      rewriting('GlassBroken', any, (body) => (body.phase = 'baking')),
      /the glass was broken: The signature is for another stage/,
    ],
    ...(
      [
        ['the approval was asked for at another time', 'ApprovalRequested', (body) => (body.deadline += 1)],
        [
          'the judge said something else when it asked',
          'CheckpointOpened',
          ({ verdict }) => (verdict.reason = 'noise'),
        ],
        ['it went back at another moment', 'RolledBack', (body) => (body.verifiedAt += 1)],
        ['another approval ran out', 'CheckpointOpened', (body) => (body.deadline += 1)],
      ] as const satisfies readonly (readonly [string, string, (body: Body) => unknown])[]
    ).map(([what, type, change]): [string, string | undefined, RegExp] => [
      what,
      rewriting(type, any, change),
      /the checkpoint was open for another reason/,
    ]),
    [
      'what was rehearsed is other than what whoever closed a rollback was shown',
      rewriting('DeploymentClosed', any, ({ approval }) => (approval.stagingReportDigest = `sha256:${'0'.repeat(64)}`)),
      /R2: /,
    ],
    [
      'an earlier release came back by a plan that is another',
      rewriting('RestorationOpened', any, (body) => (body.plan.limits.floor = 99)),
      /the plan does not have the digest/,
    ],
  ])('falls where %s', (_what, broken, why) => {
    expect(broken).toMatch(why);
  });

  it('falls where a policy in force asks for more than the plan that was approved', () => {
    const adopted = history.findLastIndex(({ type }) => type === 'PolicyAdopted');

    expect(brokenIn(history.toSpliced(adopted, 1))).toMatch(/PromotionApproved: R2: 1 of 2 people had approved/);
  });
});
