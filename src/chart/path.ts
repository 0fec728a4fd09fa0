/** A point of a drawing. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A number of a path, to a tenth of a pixel. */
export const tenth = (value: number): string => String(Math.round(value * 10) / 10 || 0);

/** A line through places, as a path. */
export const lineThrough = (places: readonly Place[]): string =>
  withoutLevel(places)
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${tenth(x)} ${tenth(y)}`)
    .join('');

/** Of places on one level, only where it begins and ends: a limit is a line of two. */
const withoutLevel = (places: readonly Place[]): readonly Place[] =>
  places.filter(({ y }, index) => y !== places[index - 1]?.y || y !== places[index + 1]?.y);

/** The area between two lines that go the same way, as a path. */
export const areaBetween = (one: readonly Place[], other: readonly Place[]): string =>
  one.length === 0 ? '' : `${lineThrough([...one, ...other.toReversed()])}Z`;
