import { type Digest, isDigest } from '../kernel/id.ts';
import { jsonDepth } from '../kernel/json-depth.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { canonical } from './canonical.ts';
import type { Plan } from './plan.ts';

/** A plan that a deployment must come to: as a value where it is known, else by its digest alone. */
export interface ExpectedPlan {
  readonly digest: string;
  /** Whatever the file says: it is compared field by field, and nothing in it is carried out. */
  readonly plan: unknown;
}

/** What `plimsoll plan --out` writes: one line of canonical text. */
export interface PlanFile {
  readonly schema: 'plimsoll.plan-file/1';
  readonly digest: string;
  readonly plan: unknown;
}

/** Far above any plan of ours. */
export const LARGEST_PLAN_FILE = 256 * 1024;

const DEEPEST = 64;
const KEYS = 'digest plan schema';

/** Whether a text looks like what we write: for who must tell such a file from others, not for who trusts it. */
export const looksLikePlanFile = (text: string): boolean =>
  text.startsWith('{"digest":"sha256:') && text.trimEnd().endsWith('"schema":"plimsoll.plan-file/1"}');

/** The text of a plan file. */
export const writePlanFile = (plan: Plan, digest: string): string =>
  `${canonical({ schema: 'plimsoll.plan-file/1', digest, plan })}\n`;

/**
 * Reads a plan file: its size and depth before it is parsed, then its form, then that it has no second writing, then that its
 * digest is that of its plan. Whoever changed a byte by hand is told so.
 */
export function readPlanFile(text: string, sha256: (text: string) => Digest): ExpectedPlan | Refusal {
  if (text.length > LARGEST_PLAN_FILE) return unfit('plan-file-too-large', `larger than ${LARGEST_PLAN_FILE} bytes`);
  if (jsonDepth(text) > DEEPEST) return unfit('plan-file-too-large', `nested deeper than ${DEEPEST} levels`);
  const value = parse(text);
  if (!isPlanFile(value)) return unfit('plan-file-malformed', 'no file that `plimsoll plan --out` writes');
  // A key that stands twice, another order, another writing of a number: a reader may have seen something else.
  if (canonical(value) !== text.trimEnd()) return unfit('plan-file-not-canonical', 'not in its canonical form');
  if (sha256(canonical(value.plan)) !== value.digest) {
    return unfit('plan-file-altered', `changed after it was written: its plan is not ${value.digest.slice(0, 19)}…`);
  }
  return { digest: value.digest, plan: value.plan };
}

const isPlanFile = (value: unknown): value is PlanFile =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).sort().join(' ') === KEYS &&
  (value as PlanFile).schema === 'plimsoll.plan-file/1' &&
  isDigest(String((value as PlanFile).digest)) &&
  typeof (value as PlanFile).plan === 'object' &&
  (value as PlanFile).plan !== null;

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // What has no canonical text, such as half of a character, is no plan of ours either.
    canonical(value);
    return value;
  } catch {
    return undefined;
  }
}

const unfit = (code: string, why: string): Refusal =>
  refuse(code, `The plan file is ${why}`, 'Write it anew, and read it before you deploy it: plimsoll plan --out FILE');
