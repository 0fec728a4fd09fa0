import type { Evidence } from '../../core/deployment/evidence.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { StatementRequirement } from '../../core/unit/verification.ts';
import type { Broken } from './world.ts';

type Results = NonNullable<Evidence['entry']>['results'];
type Statement = NonNullable<Extract<Results[number], { kind: 'statement' }>['accepted']>;

/** Another machine's clock may be ahead by this, in milliseconds. */
const SKEW = 60_000;
const ANY = '*';

/**
 * Whether what the plan asks of its source was shown: each requirement in its order, by a statement about just this commit or these
 * artifacts from a pinned key, or by a command that passed. The statements' own bytes lie outside the record.
 */
export function breakOfEntry({ verification = [], release, limits }: Plan, evidence: Evidence, at: number): Broken {
  if (verification.length === 0) return undefined;
  const results: Results = evidence.entry?.results ?? [];
  if (results.length !== verification.length) return 'R1: what the plan asks of the source was not shown';
  for (const [index, requirement] of verification.entries()) {
    const result = results[index];
    if (requirement.kind === 'command') {
      const isRun = result?.kind === 'command' && result.run === requirement.check.run && result.outcome.passed;
      if (!isRun) return `R1: ${requirement.check.run} did not pass over the source`;
      if (at - result.at > limits.evidenceMaxAge) return `R1: ${requirement.check.run} ran too long ago`;
      continue;
    }
    const accepted = result?.kind === 'statement' ? result.accepted : null;
    if (accepted === null) return `R1: no statement of type ${requirement.predicate} was accepted`;
    const broken = whyUnfit(requirement, accepted, release);
    if (broken !== undefined) return `R1: ${accepted.file} ${broken}`;
    if (accepted.madeAt === null) return `R1: ${accepted.file} has no date`;
    if (accepted.madeAt - at > SKEW || at - accepted.madeAt > limits.evidenceMaxAge)
      return `R1: ${accepted.file} was too old, or from the future`;
  }
  return undefined;
}

/** How many statements from outside the evidence rests on: only their digests are in the record. */
export const statementsIn = ({ entry }: Evidence): number =>
  (entry?.results ?? []).filter((result) => result.kind === 'statement' && result.accepted !== null).length;

/** The commit that digests name: under git's own name, or as the hash that git uses. */
const commitIn = (digest: Readonly<Record<string, string>>, { length }: string): string | undefined =>
  digest.gitCommit ?? (length === 40 ? digest.sha1 : digest.sha256);

function whyUnfit(
  requirement: StatementRequirement,
  { claim, keyId, subjects }: Statement,
  { commit, dirty, artifacts }: Plan['release'],
): string | undefined {
  if (!requirement.keys.some((key) => key.keyId === keyId)) return 'is signed by a key that is not pinned';
  if (claim.predicate !== requirement.predicate) return 'is of another type';
  if (dirty) return 'says nothing of what was not committed';
  const isAbout =
    requirement.subject === 'commit'
      ? subjects.some(({ digest }) => commitIn(digest, commit) === commit)
      : artifacts.every((one) => subjects.some(({ digest }) => `sha256:${digest.sha256}` === one.digest));
  if (!isAbout) return 'is about something else';
  switch (claim.predicate) {
    case 'provenance':
      return whyNotBuiltSo(requirement, claim, commit);
    case 'tests':
      return claim.result === 'PASSED' && claim.failed.length === 0 ? undefined : 'says that tests failed';
    default: {
      const isSo = claim.passed && requirement.properties.every((one) => claim.properties.includes(one));
      return isSo && requirement.makers.includes(claim.verifier) ? undefined : 'does not say what was asked for';
    }
  }
}

function whyNotBuiltSo(
  { makers, buildTypes, parameters, subject }: StatementRequirement,
  claim: Extract<Statement['claim'], { predicate: 'provenance' }>,
  commit: string,
): string | undefined {
  if (!makers.includes(claim.builder) || !buildTypes.includes(claim.buildType)) return 'names another builder or way';
  if (subject === 'artifact' && !claim.commits.includes(commit)) return 'was built from another commit';
  const isListed = Object.entries(claim.parameters).every(([name, value]) => {
    const allowed = Object.hasOwn(parameters, name) ? (parameters[name] ?? []) : [];
    return allowed.includes(ANY) || allowed.includes(value);
  });
  const isWhole = Object.entries(parameters).every(
    ([name, allowed]) => allowed.includes(ANY) || Object.hasOwn(claim.parameters, name),
  );
  return isListed && isWhole ? undefined : 'was built with other parameters';
}
