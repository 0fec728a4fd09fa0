import { type Refusal, refuse } from '../kernel/refusal.ts';
import { ANY_VALUE, type StatementRequirement } from '../unit/verification.ts';
import type { Shipped } from './shipped.ts';
import type { Claim, SignedStatement } from './statement.ts';

type Provenance = Extract<Claim, { predicate: 'provenance' }>;

/** Whether what a statement says is what is asked for. What is not listed is not trusted. */
export function refuseClaim(
  requirement: StatementRequirement,
  { file, claim }: SignedStatement,
  shipped: Shipped,
): Refusal | null {
  switch (claim.predicate) {
    case 'provenance':
      return (
        refuseBuilder(requirement, file, claim) ??
        refuseParameters(requirement, file, claim) ??
        refuseSource(requirement, file, claim, shipped)
      );
    case 'tests':
      return refuseTests(file, claim);
    default:
      return refuseVerified(requirement, file, claim);
  }
}

function refuseBuilder({ makers, buildTypes }: StatementRequirement, file: string, claim: Provenance): Refusal | null {
  if (!makers.includes(claim.builder)) {
    return refuse(
      'builder-not-pinned',
      `${file} names the builder ${claim.builder}, which is not pinned`,
      `If that is your CI, write  builders: [${JSON.stringify(claim.builder)}]`,
    );
  }
  if (buildTypes.includes(claim.buildType)) return null;
  return refuse(
    'build-type-not-listed',
    `${file} was built as ${claim.buildType}, which is not listed`,
    `If that is how your CI builds, write  build_types: [${JSON.stringify(claim.buildType)}]`,
  );
}

function refuseParameters({ parameters }: StatementRequirement, file: string, claim: Provenance): Refusal | null {
  for (const [name, value] of Object.entries(claim.parameters)) {
    const allowed = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (allowed === undefined) {
      return refuse(
        'parameter-not-listed',
        `${file} was built with ${name}, which is not listed`,
        `If it is yours to set, write under parameters  ${JSON.stringify(name)}: [${JSON.stringify(value)}]`,
      );
    }
    if (!allowed.includes(ANY_VALUE) && !allowed.includes(value)) {
      return refuse(
        'parameter-not-allowed',
        `${file} was built with ${name} ${JSON.stringify(value)}, not ${allowed.join(' or ')}`,
        'Build it as it is listed under parameters',
      );
    }
  }
  const missing = Object.entries(parameters).find(
    ([name, allowed]) => !allowed.includes(ANY_VALUE) && !Object.hasOwn(claim.parameters, name),
  );
  if (missing === undefined) return null;
  return refuse(
    'parameter-missing',
    `${file} does not say what ${missing[0]} was`,
    'Let the builder write it down, or take it out of parameters',
  );
}

/** An artifact's provenance must also say that it was made of this commit. */
function refuseSource(
  { subject }: StatementRequirement,
  file: string,
  { commits }: Provenance,
  { commit }: Shipped,
): Refusal | null {
  if (subject === 'commit' || commits.includes(commit)) return null;
  return refuse(
    'provenance-of-another-commit',
    `${file} says it was built from ${commits.join(', ') || 'no commit'}, not from ${commit}`,
    'Build from this commit, and name it in resolvedDependencies with the digest gitCommit',
  );
}

function refuseTests(file: string, { result, failed }: Extract<Claim, { predicate: 'tests' }>): Refusal | null {
  if (result === 'PASSED' && failed.length === 0) return null;
  const some = failed.length === 0 ? '' : `: ${failed.slice(0, 3).join(', ')}${failed.length > 3 ? ', …' : ''}`;
  return refuse('tests-not-passed', `${file} says ${result}${some}`, 'Mend what failed, and let CI test it again');
}

function refuseVerified(
  { makers, properties }: StatementRequirement,
  file: string,
  claim: Extract<Claim, { predicate: 'review' | 'summary' }>,
): Refusal | null {
  if (!makers.includes(claim.verifier)) {
    return refuse(
      'verifier-not-pinned',
      `${file} names the verifier ${claim.verifier}, which is not pinned`,
      `If that is yours, write  verifiers: [${JSON.stringify(claim.verifier)}]`,
    );
  }
  if (!claim.passed) {
    return refuse(
      'verification-not-passed',
      `${file} says that it was not verified`,
      'Mend what failed, and have it verified again',
    );
  }
  const missing = properties.find((property) => !claim.properties.includes(property));
  if (missing === undefined) return null;
  return refuse(
    'property-missing',
    `${file} does not say ${missing}`,
    'Have that verified too, or take it out of properties',
  );
}
