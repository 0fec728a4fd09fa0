import { readFile, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PlanReference } from '../api/planning.ts';
import { type Problem, ProblemError, type ProblemKind } from '../api/problem.ts';
import { LARGEST_PLAN_FILE } from '../core/plan/plan-file.ts';

/** The plan that `--plan` names: a digest, or what a file holds. Its content is judged by the control plane. */
export async function planReference(dir: string, named: string): Promise<PlanReference> {
  if (named.startsWith('sha256:')) return { kind: 'digest', digest: named };
  const file = resolve(dir, named);
  // Asked before it is read: a file that never ends, or none at all, is not taken into memory.
  const facts = await stat(file).catch((error: unknown) => unreadable(named, error));
  if (!facts.isFile()) return unreadable(named, new Error('it is no plain file'));
  if (facts.size > LARGEST_PLAN_FILE) {
    throw problem('refused', {
      code: 'plan-file-too-large',
      message: `${named} is larger than ${LARGEST_PLAN_FILE} bytes: no plan of ours is`,
      remedy: 'Write the plan anew: plimsoll plan --out FILE',
      path: named,
    });
  }
  return { kind: 'file', text: await readFile(file, 'utf8').catch((error: unknown) => unreadable(named, error)) };
}

/** Writes a plan file beside what was looked at. */
export async function writePlan(dir: string, named: string, text: string): Promise<void> {
  await writeFile(resolve(dir, named), text).catch((error: unknown) => {
    throw problem('usage', {
      code: 'file-unwritable',
      message: `${named} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'Name a file in a folder that is there: --out plan.json',
      path: named,
    });
  });
}

function unreadable(named: string, error: unknown): never {
  throw problem('usage', {
    code: 'file-unreadable',
    message: `${named} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Name a file that `plimsoll plan --out FILE` wrote, or the digest of a plan: --plan sha256:…',
    path: named,
  });
}

const problem = (kind: ProblemKind, one: Problem): ProblemError => new ProblemError(kind, [one]);
