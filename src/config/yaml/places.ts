import { type Path, type PathFault, type PlacedFault, pathKey, type Range } from '../problem/fault.ts';

/** Where one value stands. */
export interface Spot {
  readonly key: Range | null;
  readonly value: Range;
  /** Where the value's text begins when file and value are the same sign by sign; null otherwise. */
  readonly textStart: number | null;
  /** A block that goes over several lines is pointed at by its key. */
  readonly isBlock: boolean;
}

/** Where every value of a file stands. */
export class Places {
  readonly #spots = new Map<string, Spot>();

  add(path: Path, spot: Spot): void {
    this.#spots.set(pathKey(path), spot);
  }

  find(path: Path): Spot | undefined {
    return this.#spots.get(pathKey(path));
  }

  /** Finds the stretch of the file for a fault; what is missing lies at the nearest block that is there. */
  place(fault: PathFault): PlacedFault {
    const { path, on, part, ...words } = fault;
    const spot = this.find(path);
    if (spot === undefined) return { ...words, range: this.#nearest(path) };
    if (on === 'key') return { ...words, range: spot.key ?? spot.value };
    if (part === undefined || spot.textStart === null) {
      const isPointless = spot.isBlock || spot.value[0] === spot.value[1];
      return { ...words, range: isPointless ? (spot.key ?? spot.value) : spot.value };
    }
    const start = spot.textStart + part.start;
    return { ...words, range: [start, start + part.length] };
  }

  #nearest(path: Path): Range {
    for (let length = path.length - 1; length > 0; length -= 1) {
      const spot = this.find(path.slice(0, length));
      if (spot !== undefined) return spot.key ?? spot.value;
    }
    return this.find([])?.value ?? [0, 1];
  }
}
