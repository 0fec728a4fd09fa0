import { type Problem, ProblemError } from '../../api/problem.ts';
import type { RecordProblem } from '../../core/verdict/intake/record.ts';
import { jsonPlaces, placeKey } from './json-places.ts';

/** Where a line stands. */
export interface LinePlace {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** A longer line is not shown: its place is told by line and column. */
const WIDEST = 200;

/** A line that is no JSON: what the parser said, and where. */
export function notJson(place: LinePlace): ProblemError {
  const found = jsonPlaces(place.text);
  const at = 'fault' in found ? found.fault : 0;
  const isCut = at >= place.text.trimEnd().length;
  const message = isCut ? 'the line ends before its JSON does' : `this is no JSON: ${shown(place.text[at] ?? '')}`;
  return problemAt(
    place,
    { start: at, end: at + 1 },
    {
      code: 'samples-json',
      message,
      remedy: 'Write one JSON object a line',
    },
  );
}

const shown = (sign: string): string => `'${sign}' stands where it cannot stand`;

/** A line whose JSON is no record. */
export function notRecord(place: LinePlace, problem: RecordProblem): ProblemError {
  const found = jsonPlaces(place.text);
  const whole = { start: 0, end: place.text.length };
  const at = 'places' in found ? (found.places.get(placeKey(problem.path)) ?? whole) : whole;
  const { code, message, remedy } = problem;
  return problemAt(place, at, { code, message, remedy });
}

function problemAt(
  { path, line, text }: LinePlace,
  { start, end }: { readonly start: number; readonly end: number },
  said: Pick<Problem, 'code' | 'message' | 'remedy'>,
): ProblemError {
  const place = { ...said, path, line, col: start + 1 };
  if (text.length > WIDEST) return new ProblemError('usage', [place]);
  return new ProblemError('usage', [{ ...place, excerpt: text.trimEnd(), length: Math.max(1, end - start) }]);
}
