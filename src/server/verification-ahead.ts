import type { Opening } from '../core/deployment/opening.ts';
import { chooseStatement } from '../core/evidence/choose-statement.ts';
import { entryLines } from '../core/evidence/entry-text.ts';
import { FROM_REGISTRY, requirementText } from '../core/unit/verification.ts';
import { envelopesBeside, withBeside } from '../engine/effects/statements-beside.ts';
import type { ServiceParts } from './parts.ts';

/** What a deployment would find of its source now, a line for each requirement. Commands are named and not run. */
export async function verificationAhead(
  { drivers, clock, ending }: ServiceParts,
  opening: Opening,
): Promise<readonly string[]> {
  const { spec, intent } = opening;
  const at = clock.wall();
  const shipped = { commit: intent.commit, dirty: intent.dirtyPaths.length > 0, artifacts: null };
  const taken = intent.artifacts ?? [];
  const beside = await envelopesBeside(drivers, spec, taken, { commit: intent.commit, signal: ending });
  const lines: string[] = [];
  for (const requirement of spec.verification ?? []) {
    if (requirement.kind === 'command') {
      lines.push(`${requirementText(requirement)}: is run before anything is packaged`);
      continue;
    }
    if (requirement.from === FROM_REGISTRY && taken.length === 0) {
      lines.push(`${requirementText(requirement)}: is looked for beside what is built, once it is built`);
      continue;
    }
    const inFiles = await drivers.statements.search(requirement, intent.sourceDir);
    const search = withBeside(drivers, requirement, inFiles, beside);
    const result = chooseStatement(requirement, search, shipped, { at, maxAge: spec.evidenceMaxAge });
    lines.push(...entryLines([requirement], { results: [result], at }, at));
  }
  return lines;
}
