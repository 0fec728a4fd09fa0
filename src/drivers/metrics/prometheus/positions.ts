import type { Track } from '../../../core/unit/environment.ts';
import { DriverError } from '../../../ports/driver-error.ts';

/** Where counting goes on: up to which moment of the server's clock, in milliseconds, and the errors that ran ahead of their requests. */
export interface Position {
  readonly cut: number;
  readonly owed: Readonly<Record<Track, number>>;
}

const NOTHING_OWED = { stable: 0, candidate: 0 } as const;

/** A position at which nothing is owed. */
export const positionAt = (cut: number): Position => ({ cut, owed: NOTHING_OWED });

/** A position as the text that the engine keeps: `1764158400000`, or `1764158400000/0/2`. */
export function positionText({ cut, owed }: Position): string {
  return owed.stable === 0 && owed.candidate === 0 ? String(cut) : `${cut}/${owed.stable}/${owed.candidate}`;
}

const WRITTEN = /^(\d{1,15})(?:\/(\d{1,9})\/(\d{1,9}))?$/;

/** Reads a position back. */
export function positionIn(text: string): Position {
  const [, cut, stable = '0', candidate = '0'] = WRITTEN.exec(text) ?? [];
  if (cut === undefined) throw new DriverError('the position is none of this source', { retryable: false });
  return { cut: Number(cut), owed: { stable: Number(stable), candidate: Number(candidate) } };
}

/** Where each target stood at the positions that were handed out last: a slow scrape that ends later is then counted late, and not lost. */
export class Marks {
  readonly #known = new Map<string, ReadonlyMap<string, number>>();

  /** Up to which moment a target was counted at a position. */
  after(position: string, cut: number): (target: string) => number {
    const marks = this.#known.get(position);
    return (target) => marks?.get(target) ?? cut;
  }

  note(position: string, marks: ReadonlyMap<string, number>): void {
    this.#known.delete(position);
    this.#known.set(position, marks);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED) break;
      this.#known.delete(oldest);
    }
  }
}

/** More than one deployment may read a source, each from its own position. */
const REMEMBERED = 64;
