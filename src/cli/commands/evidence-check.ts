import { dirname } from 'node:path';
import { ProblemError } from '../../api/problem.ts';
import { searchStatements } from '../../approval/evidence/search.ts';
import { plainProblem, readConfigFile } from '../../config/read-file.ts';
import { chooseStatement } from '../../core/evidence/choose-statement.ts';
import type { EntryResult } from '../../core/evidence/entry-evidence.ts';
import { entryLines } from '../../core/evidence/entry-text.ts';
import { instant } from '../../core/kernel/instant.ts';
import { FROM_REGISTRY, requirementText } from '../../core/unit/verification.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { artifactOf, commitOf } from './evidence-subjects.ts';

/** Checks the statements that lie here against what the configuration asks for, offline. Commands are named and not run. */
export async function evidenceCheck(
  { invocation }: Doing,
  options: { readonly commit: string; readonly artifact: readonly string[] },
): Promise<Outcome> {
  const loaded = await readConfigFile(invocation.config, process.env);
  if (!('spec' in loaded)) throw new ProblemError('config', loaded.problems.map(plainProblem));
  const { verification = [], evidenceMaxAge: maxAge } = loaded.spec;
  const artifacts = options.artifact.length === 0 ? null : options.artifact.map(artifactOf);
  const shipped = { commit: commitOf(options.commit), dirty: false, artifacts };
  const at = instant(Date.now());
  const lines: string[] = [];
  const results: (EntryResult | null)[] = [];
  const errors: { code: string; message: string; remedy: string; path: string }[] = [];
  for (const requirement of verification) {
    if (requirement.kind === 'command') {
      lines.push(`· ${requirementText(requirement)}: is run by the control plane before anything is packaged`);
      results.push(null);
      continue;
    }
    if (requirement.from === FROM_REGISTRY) {
      lines.push(`· ${requirementText(requirement)}: is looked for in the registry by the control plane`);
      results.push(null);
      continue;
    }
    const search = await searchStatements(requirement, dirname(invocation.config));
    const result = chooseStatement(requirement, search, shipped, { at, maxAge });
    lines.push(...entryLines([requirement], { results: [result], at }, at).map((text) => `${signOf(result)} ${text}`));
    results.push(result);
    if (result.accepted === null) {
      const { code, message, remedy, file } = result.unfit;
      errors.push({ code, message, remedy, path: file });
    }
  }
  const none = 'No verification is asked for: write it into the configuration (docs/how-to/evidence-from-ci.md)';
  return {
    exit: errors.length === 0 ? EXIT.good : EXIT.refused,
    text: verification.length === 0 ? none : lines.join('\n'),
    data: { commit: shipped.commit, requirements: verification, results },
    ...(errors.length === 0 ? {} : { errors }),
  };
}

const signOf = (result: { readonly accepted: unknown }): string => (result.accepted === null ? '✖' : '✔');
