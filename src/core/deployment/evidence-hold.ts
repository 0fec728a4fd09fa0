import type { Hold } from './hold.ts';
import type { Baking, RollingOut } from './state.ts';

/**
 * What the judge holds for mounting evidence: a person who has looked may lift it, and it holds again only after that evidence
 * was gone. What it holds for missing data nobody can lift, for no word of a person brings data.
 */
export function evidenceHoldOf({ holds, stage }: RollingOut | Baking): Hold | undefined {
  const isEvidence =
    stage.verdict?.state === 'hold' &&
    (stage.verdict.reason === 'evidence' || stage.verdict.reason === 'split-mismatch');
  return isEvidence ? holds.find((hold) => hold.reason === 'judge') : undefined;
}
