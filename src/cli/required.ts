import { ProblemError } from '../api/problem.ts';

/** The value of a flag that this use of the command needs. */
export function required(flag: string, value: string | undefined): string {
  if (value !== undefined && value.trim() !== '') return value;
  throw new ProblemError('usage', [
    {
      code: `${flag}-missing`,
      message: `This needs --${flag}: it stands in the record`,
      remedy: `Add: --${flag} TEXT`,
    },
  ]);
}
