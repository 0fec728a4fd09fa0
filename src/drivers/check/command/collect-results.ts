import type { SuiteResult } from '../../../core/deployment/evidence.ts';
import type { Digest } from '../../../core/kernel/id.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { printable } from '../../shared/printable.ts';
import type { Results } from './judge-result.ts';
import { readResult } from './result-files.ts';

/** What result files said, and which bytes said it. */
export interface Collected extends Results {
  readonly files: readonly { readonly name: string; readonly digest: Digest | null }[];
}

/** Of a check that exit code alone judges. */
export const NO_RESULTS: Collected = { suites: [], problem: null, files: [] };

/** Reads the result files that a run wrote. One that cannot be read, or none at all, is a problem and never nothing. */
export async function collectResults(
  folder: string,
  pattern: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Collected> {
  // Loaded when a result is first read: its parsers have no part in a control plane's coming back.
  const { readJUnitAside } = await import('./read-junit.ts');
  const suites: SuiteResult[] = [];
  const files: { name: string; digest: Digest | null }[] = [];
  let problem = names.length > 0 ? null : `the command wrote no result file ${printable(pattern)}`;
  for (const name of names) {
    const bytes = await readResult(folder, name);
    const said = typeof bytes === 'string' ? { problem: bytes } : await readJUnitAside(bytes, name, signal);
    files.push({ name, digest: typeof bytes === 'string' ? null : digestOfBytes(bytes) });
    if ('suites' in said) suites.push(...said.suites);
    else problem ??= `result file ${printable(name)} ${said.problem}`;
  }
  return { suites, problem, files };
}
