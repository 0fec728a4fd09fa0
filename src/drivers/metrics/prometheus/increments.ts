import type { Sample, Series } from './answer.ts';

/** So much was counted between the sample before and this moment of the server's clock. */
export interface Increment {
  readonly at: number;
  readonly by: number;
}

/** What was scraped together: an instance, or whatever the labels tell apart. Its samples have the same times. */
export interface ScrapedTarget {
  /** The first moment at which anything of it is known here. */
  readonly since: number;
  /** The newest moment at which it was scraped. */
  readonly until: number;
  /** Moments at which its counters were found begun anew. */
  readonly restarts: readonly number[];
}

const TELLING = ['job', 'instance', 'exported_instance', 'namespace', 'pod', 'container'];

/** The key of what a series was scraped from. */
export const targetKey = (labels: Series['labels']): string =>
  JSON.stringify(TELLING.map((label) => labels[label] ?? ''));

/** Everything that these counters were scraped from. */
export function targetsOf(series: readonly Series[]): ReadonlyMap<string, ScrapedTarget> {
  const targets = new Map<string, ScrapedTarget>();
  for (const { labels, samples } of series) {
    const [first, last] = [samples[0], samples.at(-1)];
    if (first === undefined || last === undefined) continue;
    const key = targetKey(labels);
    const known = targets.get(key);
    targets.set(key, {
      since: Math.min(known?.since ?? first.at, first.at),
      until: Math.max(known?.until ?? last.at, last.at),
      restarts: [...(known?.restarts ?? []), ...fallsIn(samples)],
    });
  }
  return targets;
}

const fallsIn = (samples: readonly Sample[]): readonly number[] =>
  samples.flatMap(({ at, value }, index) => (value < (samples[index - 1]?.value ?? value) ? [at] : []));

/** A counter fell although what it was scraped from goes on: nobody knows what it counted. */
export const CONTRADICTION = 'contradiction';

/**
 * What a counter counted after one moment and up to another. A series that appears at a target which was already being scraped was
 * born since, at zero: the first 500 of a service makes its series. One that appears together with its target is a starting point,
 * for nobody knows when it began to count. Where the target began anew, the new value is what was counted.
 */
export function incrementsOf(
  { samples }: Series,
  target: ScrapedTarget,
  after: number,
  until: number,
): readonly Increment[] | typeof CONTRADICTION {
  const found: Increment[] = [];
  for (const [index, { at, value }] of samples.entries()) {
    if (at > until) break;
    if (at <= after) continue;
    const before = samples[index - 1];
    if (before === undefined) {
      if (at > target.since) found.push({ at, by: value });
    } else if (target.restarts.some((restart) => before.at < restart && restart <= at)) {
      found.push({ at, by: value });
    } else if (value < before.value) {
      return CONTRADICTION;
    } else {
      found.push({ at, by: value - before.value });
    }
  }
  return found;
}
