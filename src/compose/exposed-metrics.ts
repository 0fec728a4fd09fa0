import type { Exposition, ExpositionParts } from '../telemetry/exposition.ts';
import { currentEntry } from './current-entries.ts';

/** What Prometheus reads, and its end. */
export interface ExposedMetrics {
  text(): Promise<string>;
  stop(): Promise<void>;
}

/** Counts from the first look on: whoever has no Prometheus pays nothing, and a start does not wait for it. */
export function exposedMetrics(parts: Omit<ExpositionParts, 'current'>): ExposedMetrics {
  let begun: Promise<Exposition> | null = null;
  const begin = async (): Promise<Exposition> => {
    const { Exposition } = await import('../telemetry/exposition.ts');
    return Exposition.begin({ ...parts, current: currentEntry });
  };
  return {
    text: async () => {
      begun ??= begin();
      return (await begun).text();
    },
    stop: async () => (await begun?.catch(() => undefined))?.stop(),
  };
}
