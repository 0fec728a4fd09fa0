import type { Deployment, Finding, QueuedForProduction } from '../../core/deployment/state.ts';
import { type Traffic, trafficText } from '../../core/deployment/traffic.ts';
import { InvariantViolation } from '../../core/kernel/invariant.ts';
import { listenOf } from '../../core/unit/environment.ts';
import type { Release } from '../../core/unit/release.ts';
import { siteOf } from '../context.ts';
import { stableTraffic } from '../stable-traffic.ts';
import type { Doing, Seen } from './doing.ts';
import { healthOf } from './health.ts';
import { gatesFinding, migrationsFinding, newerFinding, powerFinding, recordFindings } from './plan-findings.ts';
import { isStored } from './rollback-target.ts';
import { sourceFindings } from './source-findings.ts';

/** Looks at everything the promotion stands on, changing nothing: each finding is a named result. */
export async function lookBeforePromotion({ drivers, deployment, production, effect }: Doing): Promise<Seen> {
  const queued = queuedForProduction(deployment);
  const { plan, rollbackRelease } = queued;
  const site = siteOf(drivers, deployment, plan.environment);
  const seen = await site.target.observe(effect.signal);
  const routed = await site.router.observe(effect.signal);
  const { traffic } = routed;
  const health = healthOf(seen, queued);
  const sources = await sourceFindings(site, rollbackRelease !== null, effect.signal);
  const stored = await isStored(drivers, deployment, rollbackRelease, 'every-byte', effect.signal);
  const findings: Finding[] = [
    trafficFinding(traffic, rollbackRelease),
    {
      name: 'stable-healthy',
      ok: rollbackRelease === null || (health.stable.total > 0 && health.stable.healthy === health.stable.total),
      detail:
        rollbackRelease === null
          ? 'first release: nothing serves yet'
          : `${health.stable.healthy} of ${health.stable.total} instances healthy`,
    },
    {
      name: 'rollback-target',
      ok: stored,
      detail:
        rollbackRelease === null
          ? 'first release: a rollback takes it out of service'
          : `${rollbackRelease.version} ${stored ? 'is stored' : 'cannot be read from the registry'}`,
    },
    ...sources,
    ...recordFindings(
      production,
      { environment: plan.environment, listen: listenOf(plan.router) },
      { ...seen, ...routed },
    ),
    newerFinding(plan, production),
    await gatesFinding(plan, site.metrics, effect.signal),
    powerFinding(plan, await stableTraffic(site.metrics, effect.signal)),
    migrationsFinding(plan),
  ];
  return {
    type: 'RecordPreflight',
    findings,
    traffic,
    health: { ...health, rollbackTargetPresent: health.rollbackTargetPresent && stored },
  };
}

function trafficFinding(traffic: Traffic, stable: Release | null): Finding {
  const asRecorded = stable === null || (traffic.kind === 'split' && traffic.candidate === 0);
  const detail = asRecorded
    ? `router: ${trafficText(traffic)}`
    : `the router gives ${trafficText(traffic)}, the record says all to stable`;
  return { name: 'traffic', ok: asRecorded, detail };
}

function queuedForProduction(deployment: Deployment): QueuedForProduction {
  if (deployment.phase === 'queued' && deployment.for === 'production') return deployment;
  throw new InvariantViolation(`a look before promotion while ${deployment.phase}`);
}
