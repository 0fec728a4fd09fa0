import type { HeadsView } from '../../../api/record.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** Whether what is decided leaves a signed trace, here and in a place that whoever changes the journal cannot change. */
export function headFindings(heads: HeadsView | undefined): readonly Finding[] {
  if (heads === undefined) return [];
  const again =
    'look at .plimsoll/logs/serve.log; what was decided stands, and heads are signed again with the next decision';
  const signing =
    heads.problem === null
      ? ok('heads', `${heads.signed} signed by ${heads.verifierKey}`)
      : fail('heads', `the last one could not be recorded: ${heads.problem}`, again);
  const nowhere =
    'name a place that agents cannot write: record: { heads: { file: PATH } } or { git: { remote: URL } }';
  return heads.exports.length === 0
    ? [
        signing,
        warn('head export', 'signed heads go nowhere: a journal that is cut or rewritten would not show', nowhere),
      ]
    : [signing, ...heads.exports.map(exportFinding)];
}

function exportFinding({ place, exported, problem, since, diverged }: HeadsView['exports'][number]): Finding {
  const about = `head export ${place}`;
  if (problem === null) return ok(about, `${exported} heads are there`);
  const fix = diverged
    ? 'keep both as they are and compare them: one was changed, or comes from a copy. Check: plimsoll verify --head FILE'
    : 'make the place reachable for the account of the control plane; it is tried again by itself';
  return fail(about, `has failed since ${since}: ${problem}`, fix);
}
