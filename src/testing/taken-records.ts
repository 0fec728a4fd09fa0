import type { Block, TrackBlock } from '../core/verdict/block.ts';
import { type ClosedBlock, finishIntake, takeRecord } from '../core/verdict/intake/intake.ts';
import { type IntakeState, startIntake } from '../core/verdict/intake/intake-state.ts';
import { readRecord } from '../core/verdict/intake/read-record.ts';

/** What the intake makes of lines: the blocks that close, and what it remembers. */
export function taken(lines: readonly object[]): {
  readonly closed: readonly ClosedBlock[];
  readonly state: IntakeState;
} {
  const state = startIntake();
  const closed = lines.flatMap((line) => {
    const read = readRecord(line);
    if ('problem' in read) throw new Error(read.problem.message);
    return [...takeRecord(state, read.record, 0.05)];
  });
  return { closed: [...closed, ...finishIntake(state, 0.05)], state };
}
export const blocks = (...lines: readonly object[]): readonly Block[] => taken(lines).closed.map(({ block }) => block);
export const ends = (...lines: readonly object[]): readonly number[] => taken(lines).closed.map(({ end }) => end);
export const candidates = (...lines: readonly object[]): readonly string[] =>
  blocks(...lines).map(({ candidate }) => shown(candidate));

/** `50/1` is 50 requests, 1 error; `!` is fresh; otherwise why it is absent. */
export const shown = (track: TrackBlock): string =>
  track.kind === 'absent' ? track.why : `${track.requests}/${track.errors}${track.fresh ? '!' : ''}`;
export const at = (t: number, requests: number, errors: number, more: object = {}) => ({
  ...{ t, track: 'candidate', requests, errors },
  ...more,
});
export const total = (t: number, requests: number, errors: number, more: object = {}) =>
  at(t, requests, errors, { counter: true, ...more });
export const absent = (t: number, why = 'timeout') => ({ t, track: 'candidate', absent: why });
