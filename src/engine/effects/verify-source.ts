import { chooseStatement } from '../../core/evidence/choose-statement.ts';
import type { EntryEvidence, EntryResult } from '../../core/evidence/entry-evidence.ts';
import type { Shipped } from '../../core/evidence/shipped.ts';
import type { StatementSearch } from '../../core/evidence/statement.ts';
import { FROM_REGISTRY, type StatementRequirement } from '../../core/unit/verification.ts';
import type { FoundEnvelope } from '../../ports/entry-evidence.ts';
import { part } from '../context.ts';
import type { Doing } from './doing.ts';
import { sourceTree } from './source-tree.ts';
import { envelopesBeside, withBeside } from './statements-beside.ts';

/** What was found of the source, still to be chosen from once it is known what was built. */
export interface SourceFindings {
  /** The entry evidence before anything is built: null where some of it can lie only beside what is built. */
  early(): EntryEvidence | null;
  /** The entry evidence for what was built or taken, with what lies beside that in the registry. */
  entry(artifacts: NonNullable<Shipped['artifacts']>): Promise<EntryEvidence>;
}

type Found =
  | { readonly requirement: StatementRequirement; readonly search: StatementSearch }
  | { readonly result: EntryResult };

/** Looks for every statement that is asked for, then runs the commands over the source, as far as the statements are good. */
export async function verifySource(doing: Doing): Promise<SourceFindings | null> {
  const { drivers, clock, deployment } = doing;
  const { spec, intent } = deployment.opening;
  const requirements = spec.verification ?? [];
  if (requirements.length === 0) return null;
  const at = clock.wall();
  const found: Found[] = [];
  for (const [index, requirement] of requirements.entries()) {
    found.push(
      requirement.kind === 'statement'
        ? { requirement, search: await drivers.statements.search(requirement, intent.sourceDir) }
        : { result: await runOver(doing, requirement.check, index) },
    );
  }
  const chosen = (artifacts: Shipped['artifacts'], beside: readonly FoundEnvelope[]): EntryEvidence => {
    const shipped = { commit: intent.commit, dirty: intent.dirtyPaths.length > 0, artifacts };
    const freshness = { at, maxAge: spec.evidenceMaxAge };
    const results = found.map((one) =>
      'result' in one
        ? one.result
        : chooseStatement(
            one.requirement,
            withBeside(drivers, one.requirement, one.search, beside),
            shipped,
            freshness,
          ),
    );
    return { results, at };
  };
  const asking = { commit: intent.commit, signal: doing.effect.signal };
  // What is taken as it is stored is known by now, and so is what lies beside it.
  const known = await envelopesBeside(drivers, spec, intent.artifacts ?? [], asking);
  const isAllKnown = spec.artifacts.every(({ name }) => intent.artifacts?.some((one) => one.name === name));
  const waits = requirements.some((one) => one.kind === 'statement' && one.from === FROM_REGISTRY) && !isAllKnown;
  return {
    early: () => (waits ? null : chosen(null, known)),
    entry: async (artifacts) => {
      const others = artifacts.filter(({ digest }) => !intent.artifacts?.some((one) => one.digest === digest));
      return chosen(artifacts, [...known, ...(await envelopesBeside(drivers, spec, others, asking))]);
    },
  };
}

async function runOver(
  doing: Doing,
  check: Extract<
    NonNullable<Doing['deployment']['opening']['spec']['verification']>[number],
    { kind: 'command' }
  >['check'],
  index: number,
): Promise<EntryResult> {
  const { drivers, clock, deployment, effect } = doing;
  const { commit, version } = deployment.opening.intent;
  const env = { PLIMSOLL_DEPLOYMENT: deployment.opening.id, PLIMSOLL_COMMIT: commit, PLIMSOLL_VERSION: version };
  const request = { kind: 'verification', spec: check, workDir: await sourceTree(doing), env } as const;
  const { kind: _, ...outcome } = await drivers.checks.run(request, part(effect, `verify-${index + 1}`));
  return { kind: 'command', run: check.run, outcome, at: clock.wall() };
}
