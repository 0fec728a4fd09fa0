import type { DeploymentRecord } from './record.ts';

/** What a metric source kept from the judge: how often, and in its own words. It is the provider's trouble, not the release's. */
export function sourceTroubles(record: DeploymentRecord): readonly string[] {
  const times = new Map<string, number>();
  for (const one of record.measured) {
    if (one.type !== 'SourceHealthChanged' || one.why === null) continue;
    const text = `Metric source ${one.source} had no data (${one.why})${one.detail === '' ? '' : `: ${one.detail}`}`;
    times.set(text, (times.get(text) ?? 0) + 1);
  }
  return [...times].map(([text, count]) => (count === 1 ? text : `${text}, ${count} times`));
}
