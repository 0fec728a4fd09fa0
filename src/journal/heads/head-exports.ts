import { type HeadPlace, HeadsDiverged } from './head-place.ts';

/** How the export to one place stands. */
export interface HeadExport {
  readonly place: string;
  /** How many of the heads it has, and how many there are. */
  readonly exported: number;
  readonly signed: number;
  /** Why the last try came to nothing; null while all is well. */
  readonly problem: string | null;
  /** Since when it has failed, in milliseconds of wall time. */
  readonly since: number | null;
  /** Whether what is there contradicts this journal: trying again will not mend it. */
  readonly diverged: boolean;
}

/** What the exports stand on. */
export interface HeadExportsParts {
  readonly notes: () => readonly string[];
  /** The places that count now. */
  readonly places: () => readonly HeadPlace[];
  readonly wall: () => number;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Told when a place begins to fail, and when it is well again. */
  readonly onChange: (now: HeadExport) => void;
}

/** How long a place that failed is left alone. */
const AGAIN = 15_000;

/** Brings every signed head to every place, one round at a time. Nothing waits for it: what fails is shown and tried again. */
export class HeadExports {
  readonly #parts: HeadExportsParts;
  readonly #standing = new Map<string, HeadExport>();
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: HeadExportsParts) {
    this.#parts = parts;
  }

  /** Begins, and goes on until `stop`. */
  start(): void {
    this.#loop = this.#run();
  }

  /** There is a new head, or another place. */
  wake(): void {
    this.#wake.abort();
  }

  /** How each place stands. */
  standing(): readonly HeadExport[] {
    const signed = this.#parts.notes().length;
    return this.#parts.places().map(({ name }) => {
      const known = this.#standing.get(name);
      return known === undefined
        ? { place: name, exported: 0, signed, problem: null, since: null, diverged: false }
        : { ...known, signed };
    });
  }

  /** Ends after one last round, which is not waited for beyond `milliseconds`. */
  async stop(milliseconds: number): Promise<void> {
    this.#stop.abort();
    this.#wake.abort();
    await this.#loop;
    await this.#round(AbortSignal.timeout(milliseconds));
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#wake = new AbortController();
      await this.#round(this.#stop.signal);
      await this.#parts.wait(AGAIN, AbortSignal.any([this.#stop.signal, this.#wake.signal])).catch(() => undefined);
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    const notes = [...this.#parts.notes()];
    if (notes.length === 0) return;
    await Promise.all(this.#parts.places().map((place) => this.#bring(place, notes, signal)));
  }

  async #bring(place: HeadPlace, notes: readonly string[], signal: AbortSignal): Promise<void> {
    const { name } = place;
    const before = this.#standing.get(name);
    if (before?.problem === null && before.exported === notes.length) return;
    const signed = notes.length;
    try {
      await place.bring(notes, signal);
      this.#note({ place: name, exported: signed, signed, problem: null, since: null, diverged: false }, before);
    } catch (error) {
      if (signal.aborted && this.#stop.signal.aborted) return;
      const problem = error instanceof Error ? error.message : String(error);
      const since = before?.since ?? this.#parts.wall();
      const diverged = error instanceof HeadsDiverged;
      this.#note({ place: name, exported: before?.exported ?? 0, signed, problem, since, diverged }, before);
    }
  }

  #note(now: HeadExport, before: HeadExport | undefined): void {
    this.#standing.set(now.place, now);
    if ((before?.problem ?? null) !== now.problem) this.#parts.onChange(now);
  }
}
