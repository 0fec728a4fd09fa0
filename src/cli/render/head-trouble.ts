import type { HeadsView } from '../../api/record.ts';

/** What is wrong with signing and exporting heads, a line each; none where all is well. */
export function headTrouble(heads: HeadsView | undefined): readonly string[] {
  if (heads === undefined) return [];
  const signing = heads.problem === null ? [] : [`RECORD: a journal head could not be recorded: ${heads.problem}`];
  const failing = heads.exports.flatMap(({ place, problem, since, diverged }) =>
    problem === null
      ? []
      : [
          `RECORD: journal heads do not reach ${place} since ${since}: ${problem}${diverged ? ' (another history: look into it)' : ''}`,
        ],
  );
  return [...signing, ...failing];
}
