import type { Finding } from '../../core/deployment/state.ts';
import { DriverError } from '../../ports/driver-error.ts';
import type { MetricSource } from '../../ports/metric-source.ts';
import type { Site } from '../context.ts';

/** Whether each metric source of a site answers and, where something serves already, knows of stable. */
export function sourceFindings(site: Site, isServing: boolean, signal: AbortSignal): Promise<readonly Finding[]> {
  const feeds = site.feeds.map(({ source }) => findingOf(source, `metric-source ${source.name}`, isServing, signal));
  return Promise.all([findingOf(site.metrics, 'metric-source', isServing, signal), ...feeds]);
}

async function findingOf(
  source: MetricSource,
  name: string,
  isServing: boolean,
  signal: AbortSignal,
): Promise<Finding> {
  const { ok, detail, warning } = await source.ping(signal);
  const said = [detail, ...(warning === undefined ? [] : [warning])].join('; ');
  if (!ok || !isServing) return { name, ok, detail: `${source.name}: ${said}` };
  const lack = await lackOfStable(source, signal);
  return { name, ok: lack === null, detail: `${source.name}: ${lack ?? said}` };
}

async function lackOfStable(source: MetricSource, signal: AbortSignal): Promise<string | null> {
  try {
    const stable = (await source.read(null, signal)).at(-1)?.tracks.stable;
    return stable?.kind === 'absent' ? `no data of stable: ${stable.detail}` : null;
  } catch (problem) {
    if (problem instanceof DriverError) return problem.message;
    throw problem;
  }
}
