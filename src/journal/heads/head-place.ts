import { readHead, readHeads } from './note.ts';

/** A place outside of the state folder to which signed heads go, one after the other, and where nothing is ever taken back. */
export interface HeadPlace {
  /** As people know it. */
  readonly name: string;
  /** Adds the heads that are not there yet. Rejects when it cannot, or when what is there is of another history. */
  bring(notes: readonly string[], signal: AbortSignal): Promise<void>;
}

/** What stands at a place does not belong to this journal: one of the two was changed, or comes from a copy. */
export class HeadsDiverged extends Error {
  override readonly name = 'HeadsDiverged';
}

/** Those of our heads that a place lacks. What it has of ours must be word for word what we signed. */
export function missingAt(place: string, text: string, notes: readonly string[]): readonly string[] {
  const there = readHeads(text);
  if (there === undefined) throw new HeadsDiverged(`${place} holds something that is no signed head`);
  // More than one where the control plane was reset and named anew.
  const origins = new Set(notes.map((note) => readHead(note)?.origin));
  const own = there.filter((note) => origins.has(readHead(note)?.origin));
  const odd = own.findIndex((note, index) => note !== notes[index]);
  if (odd < 0) return notes.slice(own.length);
  const seq = readHead(own[odd] ?? '')?.seq;
  throw new HeadsDiverged(`${place} has a head of entry ${seq} that this journal did not sign in its place`);
}
