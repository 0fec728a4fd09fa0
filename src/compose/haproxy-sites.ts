import { dirname, join, resolve } from 'node:path';
import { canonical } from '../core/plan/canonical.ts';
import type { HaproxyRouterSpec } from '../core/unit/environment.ts';
import { haproxyMetrics } from '../drivers/metrics/haproxy/index.ts';
import { type HaproxyRouterOptions, haproxyRouter } from '../drivers/router/haproxy/index.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import type { TrafficRouter } from '../ports/traffic-router.ts';

/** What a HAProxy does for one environment: it shares out the traffic, and counts it. */
export interface HaproxySite {
  readonly router: TrafficRouter;
  readonly metrics: MetricSource;
}

/** What the driver of an environment's HAProxy is made with. Paths are those of the configuration, so they begin at its folder. */
export function haproxyOptions(root: string, siteDir: string, spec: HaproxyRouterSpec): HaproxyRouterOptions {
  const { socket, backend, address = null, files, sticky = 'none' } = spec;
  const at = (path: string): string => resolve(dirname(root), path);
  return {
    ...{ socket: at(socket), backend, address, sticky },
    files: files === undefined ? null : at(files),
    ledger: ledgerOf(siteDir),
  };
}

/** Where it is written down what a site's HAProxy was told; it is there once anything was. */
export const ledgerOf = (siteDir: string): string => join(siteDir, 'router', 'effects.json');

/** Makes the drivers of HAProxy, each once: changes of one router come one after the other. */
export function haproxySites(root: string) {
  const known = new Map<string, HaproxySite>();
  return (siteDir: string, spec: HaproxyRouterSpec): HaproxySite => {
    const key = `${siteDir} ${canonical(spec)}`;
    const options = haproxyOptions(root, siteDir, spec);
    const { socket, backend } = options;
    const made = known.get(key) ?? {
      router: haproxyRouter(options),
      metrics: haproxyMetrics({ name: 'router', socket, backend, latency: spec.latency }),
    };
    known.set(key, made);
    return made;
  };
}
