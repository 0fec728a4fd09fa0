import { type Duration, formatDuration, milliseconds, minutes } from '../kernel/duration.ts';
import { between } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { StatementRequirement } from '../unit/verification.ts';
import { refuseClaim } from './judge-claim.ts';
import type { Freshness, Shipped } from './shipped.ts';
import type { SignedStatement } from './statement.ts';

/** Another machine's clock may be ahead of ours by this. */
const SKEW = minutes(1);

/** Whether a signed statement shows what a requirement asks for. The first thing that is wrong is the answer. */
export function refuseStatement(
  requirement: StatementRequirement,
  statement: SignedStatement,
  shipped: Shipped,
  freshness: Freshness,
): Refusal | null {
  return (
    refuseKey(requirement, statement) ??
    refuseSubject(requirement, statement, shipped) ??
    refuseClaim(requirement, statement, shipped) ??
    refuseAge(statement, freshness)
  );
}

// Asked again of what the journal holds: the keys may have been changed by a newer policy.
function refuseKey({ predicate, keys }: StatementRequirement, statement: SignedStatement): Refusal | null {
  if (statement.claim.predicate !== predicate) {
    return refuse(
      'statement-of-another-type',
      `${statement.file} is a statement of another type than is asked for`,
      'Bring a statement of the type that verification names',
    );
  }
  if (keys.some(({ keyId }) => keyId === statement.keyId)) return null;
  return refuse(
    'signature-not-pinned',
    `${statement.file} is signed by ${statement.keyId}, which is not pinned`,
    'Sign it with the key whose public part stands under keys',
  );
}

function refuseSubject(
  { subject }: StatementRequirement,
  statement: SignedStatement,
  { commit, dirty, artifacts }: Shipped,
): Refusal | null {
  if (dirty) {
    return refuse(
      'source-not-committed',
      'Statements are about commits, and this has uncommitted changes too',
      'Commit them, and bring statements of that commit',
    );
  }
  if (subject === 'commit') {
    if (statement.subjects.some(({ digest }) => isCommit(digest, commit))) return null;
    return refuse(
      'statement-for-another-commit',
      `${statement.file} is about ${namesOf(statement)}, not about commit ${commit}`,
      `Bring a statement whose subject has the digest gitCommit: ${commit}`,
    );
  }
  const missing = artifacts?.find(
    ({ digest }) => !statement.subjects.some((one) => one.digest.sha256 === digest.slice('sha256:'.length)),
  );
  if (missing === undefined) return null;
  return refuse(
    'statement-for-other-artifacts',
    `${statement.file} is about ${namesOf(statement)}, not about ${missing.name}@${missing.digest}`,
    'Bring a statement of these very artifacts, or write  subject: commit',
  );
}

/** Whether digests name a commit of git: under its own name, or as the hash that git uses. */
export const isCommit = (digest: Readonly<Record<string, string>>, commit: string): boolean =>
  digest.gitCommit === commit ||
  (commit.length === 40 && digest.gitCommit === undefined && digest.sha1 === commit) ||
  (commit.length === 64 && digest.gitCommit === undefined && digest.sha256 === commit);

function namesOf({ subjects }: SignedStatement): string {
  const [first] = subjects;
  const [algorithm, value] = Object.entries(first?.digest ?? {})[0] ?? ['nothing', ''];
  const more = subjects.length > 1 ? ` and ${subjects.length - 1} more` : '';
  return `${algorithm} ${value.slice(0, 16)}…${more}`;
}

function refuseAge({ file, madeAt }: SignedStatement, { at, maxAge }: Freshness): Refusal | null {
  if (madeAt === null) {
    return refuse(
      'statement-undated',
      `${file} does not say when it was made, so nobody can tell how old it is`,
      'Write the moment into the predicate: finishedOn, timeCreated or timeVerified, as 2026-01-31T14:00:00Z',
    );
  }
  if (between(at, madeAt) > SKEW) {
    return refuse(
      'statement-from-the-future',
      `${file} was made ${spanText(between(at, madeAt))} from now, as its date says`,
      'Set the clocks of CI and of this machine right, then make it again',
    );
  }
  if (between(madeAt, at) <= maxAge) return null;
  return refuse(
    'statement-too-old',
    `${file} was made ${spanText(between(madeAt, at))} ago, longer than evidence_max_age (${formatDuration(maxAge)})`,
    'Let CI make it again for this commit',
  );
}

/** A span in whole minutes, so that a message does not change with every look. */
const spanText = (span: Duration): string =>
  formatDuration(milliseconds(Math.max(1, Math.floor(span / 60_000)) * 60_000));
