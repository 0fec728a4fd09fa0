import type { TrackBlock } from './block.ts';
import type { JudgingRecord } from './judging.ts';
import { countsOf } from './recent.ts';

/** What was counted in one piece of a stage. */
export interface CurvePiece {
  readonly seconds: number;
  readonly candidate: Counted;
  readonly stable: Counted;
  /** What was last seen of gates whose values are not counts, by their text. Not journaled: lost when the control plane restarts. */
  readonly seen: Readonly<Record<string, number | null>>;
}

interface Counted {
  readonly requests: number;
  readonly errors: number;
}

/**
 * A stage from its beginning in few pieces of one length, for people to look at. No verdict reads it. It belongs to whoever folds: a
 * record changes it in place.
 */
export interface Curve {
  readonly at: number | 'bake';
  pieceSeconds: number;
  pieces: CurvePiece[];
}

/** More pieces than any terminal or tile has cells for a stage; past it, two become one. */
const MOST_PIECES = 240;

/** The curve after one more record of the measurement stream, made of the one before; null until the first stage has begun. */
export function addToCurve(curve: Curve | null, record: JudgingRecord): Curve | null {
  if (record.type === 'JudgingBegan') return { at: record.at, pieceSeconds: 1, pieces: [] };
  // Time that does not count towards the stage has no place on its curve.
  if (record.type !== 'BlockClosed' || curve === null || record.block.untimed) return curve;
  const { seconds, candidate, stable } = record.block;
  const added = { seconds, candidate: counted(candidate), stable: counted(stable), seen: {} };
  const { pieces } = curve;
  const last = pieces.at(-1);
  if (last === undefined || last.seconds >= curve.pieceSeconds) pieces.push(added);
  else pieces[pieces.length - 1] = joined(last, added);
  if (pieces.length > MOST_PIECES) {
    curve.pieceSeconds *= 2;
    curve.pieces = inPairs(pieces);
  }
  return curve;
}

/** Whether the newest piece is as long as it gets: what is seen then stands for all of it. */
export const isPieceFull = (curve: Curve | null): boolean =>
  curve !== null && (curve.pieces.at(-1)?.seconds ?? 0) >= curve.pieceSeconds;

/** The curve with what the judge has just seen of each gate noted at its end. */
export function noteSeen(
  curve: Curve | null,
  gates: readonly { readonly gate: string; readonly bounds: { readonly observed: number | null } }[],
): Curve | null {
  const last = curve?.pieces.at(-1);
  if (curve === null || last === undefined) return curve;
  const seen = Object.fromEntries(gates.map(({ gate, bounds }) => [gate, bounds.observed]));
  curve.pieces[curve.pieces.length - 1] = { ...last, seen };
  return curve;
}

const counted = (track: TrackBlock): Counted => {
  const { requests, errors } = countsOf(track);
  return { requests, errors };
};

const sum = (one: Counted, other: Counted): Counted => ({
  requests: one.requests + other.requests,
  errors: one.errors + other.errors,
});

const joined = (one: CurvePiece, other: CurvePiece): CurvePiece => ({
  seconds: one.seconds + other.seconds,
  candidate: sum(one.candidate, other.candidate),
  stable: sum(one.stable, other.stable),
  seen: { ...one.seen, ...other.seen },
});

function inPairs(pieces: readonly CurvePiece[]): CurvePiece[] {
  return pieces.flatMap((piece, index) => {
    if (index % 2 === 1) return [];
    const next = pieces[index + 1];
    return [next === undefined ? piece : joined(piece, next)];
  });
}
