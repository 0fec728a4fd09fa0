import type { Effect } from '../../core/deployment/effect.ts';
import { type Finding, isInProduction } from '../../core/deployment/state.ts';
import { trafficText } from '../../core/deployment/traffic.ts';
import { InvariantViolation } from '../../core/kernel/invariant.ts';
import type { Release } from '../../core/unit/release.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { part, type Site, siteOf } from '../context.ts';
import { checkEnvironment } from './check.ts';
import type { Doing, Seen } from './doing.ts';
import { sourceTree } from './source-tree.ts';

/** How long new requests are watched, in milliseconds, and from how many on their error rate says anything. */
const LOOK = 1_500;
const ENOUGH = 20;
/** What a source was told is told on this much later; and users wait for nothing longer than this. */
const SCRAPED_AFTER = 1_000;
const LONGEST_LOOK = 15_000;

/** Looks whether stable really serves again: traffic, health, smoke, and the error rate of new requests. */
export async function verifyStable(effect: Extract<Effect, { kind: 'verify-stable' }>, doing: Doing): Promise<Seen> {
  const site = siteOf(doing.drivers, doing.deployment, doing.deployment.opening.environment);
  const { traffic } = await site.router.observe(doing.effect.signal);
  if (effect.to === null) {
    const ok = traffic.kind === 'out-of-service';
    return { type: 'RecordStableVerified', findings: [{ name: 'traffic', ok, detail: trafficText(traffic) }] };
  }
  const findings = [
    { name: 'traffic', ok: traffic.kind === 'split' && traffic.candidate === 0, detail: trafficText(traffic) },
    await healthFinding(site, effect.to, doing.effect.signal),
    await smokeFinding(effect.to, doing),
    await errorFinding(site, doing),
  ];
  return { type: 'RecordStableVerified', findings };
}

async function healthFinding(site: Site, to: Release, signal: AbortSignal): Promise<Finding> {
  const seen = await site.target.observe(signal);
  const instances = seen.instances.filter((one) => one.releaseId === to.id);
  const healthy = instances.filter((one) => one.healthy).length;
  return {
    name: 'stable-healthy',
    ok: healthy > 0 && healthy === instances.length,
    detail: `${healthy} of ${instances.length} instances healthy`,
  };
}

async function smokeFinding(to: Release, doing: Doing): Promise<Finding> {
  const { deployment, drivers, effect } = doing;
  if (!isInProduction(deployment)) throw new InvariantViolation(`stable is verified while ${deployment.phase}`);
  const env = await checkEnvironment(doing, deployment.plan.environment, 'stable', to.id);
  const request = { kind: 'smoke', spec: deployment.plan.bake.smoke, workDir: await sourceTree(doing), env } as const;
  const result = await drivers.checks.run(request, part(effect, 'smoke'));
  return {
    name: 'smoke',
    ok: result.passed,
    detail: result.passed ? 'the production smoke passed' : `the production smoke failed: ${result.problem}`,
  };
}

async function errorFinding(site: Site, doing: Doing): Promise<Finding> {
  try {
    return await countedErrors(site, doing);
  } catch (problem) {
    if (!(problem instanceof DriverError) || doing.effect.signal.aborted) throw problem;
    // A source that is away must not keep a rollback from ending: traffic, health and smoke were seen.
    return { name: 'error-rate', ok: true, detail: `new requests could not be counted: ${problem.message}` };
  }
}

/** A source that is asked seldom has new counts only after its next look. */
const lookOf = (interval: number): number =>
  interval <= LOOK ? LOOK : Math.min(interval + SCRAPED_AFTER, LONGEST_LOOK);

async function countedErrors(site: Site, { clock, effect, deployment }: Doing): Promise<Finding> {
  const from = (await site.metrics.read(null, effect.signal)).at(-1)?.cursor ?? null;
  await clock.wait(lookOf(deployment.opening.spec.metrics.interval), effect.signal);
  const counted = { requests: 0, errors: 0 };
  for (const { tracks } of await site.metrics.read(from, effect.signal)) {
    if (tracks.stable.kind !== 'counts') continue;
    counted.requests += tracks.stable.requests;
    counted.errors += tracks.stable.errors;
  }
  const limit = errorLimit(deployment.opening.spec.rollback.triggers.map((trigger) => trigger.condition));
  const ok = counted.requests < ENOUGH || counted.errors / counted.requests <= limit;
  return { name: 'error-rate', ok, detail: `${counted.errors} of ${counted.requests} new requests failed` };
}

/** The error-rate trigger's limit as a ratio; without one, every second request may fail before stable is doubted. */
function errorLimit(
  triggers: readonly { metric: string; limit: { kind: string; quantity?: { value: number } } }[],
): number {
  const trigger = triggers.find((one) => one.metric === 'error_rate' && one.limit.kind === 'quantity');
  return trigger?.limit.quantity?.value ?? 0.5;
}
