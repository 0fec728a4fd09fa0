import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import type { Measurement } from '../core/verdict/measurement.ts';
import type { Feed } from '../engine/drivers.ts';
import { DriverError } from '../ports/driver-error.ts';
import { SourceTimeout } from '../ports/metric-source.ts';
import type { ServiceParts } from './parts.ts';

/** What the sources of an environment said of the last seconds, oldest first. */
export interface MeasuredNow {
  /** The source's name, or the names of several. */
  readonly source: string;
  readonly measurements: readonly Measurement[];
  /** Why a source said nothing; null when all answered. */
  readonly failure: { readonly why: 'timeout' | 'error'; readonly detail: string } | null;
}

/** A source must answer within this, in milliseconds. */
const LIMIT = 5_000;

/** Asks the sources that tell these metrics: the counting one, and those of declared metrics where one is named. */
export async function measuredNow(
  parts: ServiceParts,
  spec: UnitSpec,
  site: EnvironmentSpec,
  metrics: readonly string[],
  seconds: number,
): Promise<MeasuredNow> {
  const isDeclared = metrics.some((name) => spec.metrics.queries?.[name] !== undefined);
  const isCounted = metrics.some((name) => spec.metrics.queries?.[name] === undefined);
  const counting = { source: parts.drivers.metrics(spec.name, site, spec.metrics), interval: spec.metrics.interval };
  const feeds = isDeclared ? parts.drivers.feeds(spec.name, site, spec.metrics) : [];
  const asked = [...(isCounted || feeds.length === 0 ? [counting] : []), ...feeds];
  const source = asked.map((feed) => feed.source.name).join(', ');
  try {
    const all = await Promise.all(asked.map((feed) => read(parts, feed, seconds)));
    return { source, measurements: all.flat(), failure: null };
  } catch (problem) {
    if (!(problem instanceof DriverError)) throw problem;
    const why = problem instanceof SourceTimeout ? 'timeout' : 'error';
    return { source, measurements: [], failure: { why, detail: problem.message } };
  }
}

async function read(parts: ServiceParts, { source, interval }: Feed, seconds: number): Promise<readonly Measurement[]> {
  if (source.history !== undefined) return source.history(seconds, limited(parts));
  const first = await source.read(null, limited(parts));
  // Counters tell nothing by themselves: what was added shows at the second look.
  await parts.clock.wait(interval, parts.ending);
  return [...first, ...(await source.read(first.at(-1)?.cursor ?? null, limited(parts)))];
}

const limited = (parts: ServiceParts): AbortSignal => AbortSignal.any([parts.ending, AbortSignal.timeout(LIMIT)]);
