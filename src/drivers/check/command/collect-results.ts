import type { SuiteResult } from '../../../core/deployment/evidence.ts';
import type { Digest } from '../../../core/kernel/id.ts';
import type { CheckSpec } from '../../../core/unit/environment.ts';
import type { PerformanceFigure, Scan, SecurityFinding, SecurityScans } from '../../../core/validation/measured.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { printable } from '../../shared/printable.ts';
import { type Before, readResult, rememberResults } from './result-files.ts';
import type { ResultKind, Said } from './results/readers.ts';

/** What result files said, and which bytes said it. */
export interface Collected {
  /** Null where no file of tests was asked for. */
  readonly suites: readonly SuiteResult[] | null;
  readonly performance?: readonly PerformanceFigure[];
  readonly security?: SecurityScans;
  /** The first file that says nothing, and why; null when all were read. */
  readonly problem: string | null;
  readonly files: readonly { readonly name: string; readonly digest: Digest | null }[];
}

/** Result files of one kind that a run is to write. */
interface Awaited {
  readonly kind: ResultKind;
  readonly pattern: string;
  readonly before: Before;
}

/** The result files that a check names, as they lie there before its run: none of those is taken for its result. */
export async function awaitResults(
  folder: string,
  { junit, results, sarif, audit }: CheckSpec,
): Promise<readonly Awaited[]> {
  const patterns = { junit: junit ?? undefined, performance: results, sarif, audit };
  const awaited: Awaited[] = [];
  for (const [kind, pattern] of Object.entries(patterns)) {
    if (pattern === undefined) continue;
    awaited.push({ kind: kind as ResultKind, pattern, before: await rememberResults(folder, pattern) });
  }
  return awaited;
}

/** Reads the result files that a run wrote. One that cannot be read, or none at all, is a problem and never nothing. */
export async function collectResults(
  folder: string,
  awaited: readonly Awaited[],
  signal: AbortSignal,
): Promise<Collected> {
  const files: { name: string; digest: Digest | null }[] = [];
  const problems: string[] = [];
  const said = new Map<ResultKind, readonly Said<ResultKind>[]>();
  for (const { kind, pattern, before } of awaited) {
    const names = await before.written();
    if (names.length === 0) problems.push(`the command wrote no result file ${printable(pattern)}`);
    const read: Said<ResultKind>[] = [];
    for (const name of names) {
      const bytes = await readResult(folder, name);
      const one = typeof bytes === 'string' ? { problem: bytes } : await readerOf(kind, bytes, name, signal);
      files.push({ name, digest: typeof bytes === 'string' ? null : digestOfBytes(bytes) });
      if ('problem' in one) problems.push(`result file ${printable(name)} ${one.problem}`);
      else read.push(one);
    }
    said.set(kind, read);
  }
  const of = <K extends ResultKind>(kind: K): readonly Said<K>[] => (said.get(kind) ?? []) as readonly Said<K>[];
  return {
    suites: said.has('junit') ? of('junit').flatMap((one) => ('suites' in one ? one.suites : [])) : null,
    ...(said.has('performance')
      ? { performance: of('performance').flatMap((one) => ('figures' in one ? one.figures : [])) }
      : {}),
    ...scansOf(said.has('sarif') ? of('sarif') : null, said.has('audit') ? of('audit') : null),
    problem: problems[0] ?? null,
    files,
  };
}

/** Loaded when a result is first read: its parsers have no part in a control plane's coming back. */
async function readerOf(kind: ResultKind, bytes: Buffer, name: string, signal: AbortSignal) {
  const { readAside } = await import('./results/read-aside.ts');
  return readAside(kind, bytes, name, signal);
}

function scansOf(
  sarif: readonly Said<'sarif'>[] | null,
  audit: readonly Said<'audit'>[] | null,
): { readonly security?: SecurityScans } {
  if (sarif === null && audit === null) return {};
  return {
    security: {
      ...(sarif === null ? {} : { vulnerabilities: scanOf(sarif) }),
      ...(audit === null ? {} : { dependencies: scanOf(audit) }),
    },
  };
}

/** All files of a scanner together; one that was not there leaves the rest unproven. */
function scanOf(files: readonly Said<'sarif' | 'audit'>[]): Scan {
  const findings: SecurityFinding[] = [];
  for (const file of files) {
    if ('unavailable' in file) return { state: 'unavailable', why: file.unavailable };
    if ('findings' in file) findings.push(...file.findings);
  }
  return { state: 'read', findings };
}
