import { join } from 'node:path';
import type { ControlPlane, EnvironmentView } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { SourceCheck } from '../../api/source-check.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import type { Doing } from '../command.ts';
import { isPresent } from './artifact-presence.ts';
import type { Answered, PlaneFacts, RollbackFacts, SiteFacts } from './facts.ts';
import { lookAtRegistry } from './look-at-registry.ts';
import { countsOf, stableMembers } from './router-answers.ts';

const HEALTH_WITHIN = 3_000;

/** Asks the control plane of this folder, if it runs, and the processes that it names. */
export async function lookAtPlane(doing: Doing, spec: UnitSpec | null): Promise<PlaneFacts> {
  try {
    const plane = await doing.runningPlane();
    return plane === undefined ? { kind: 'not-running' } : await ask(plane, doing.invocation, spec);
  } catch (error) {
    if (error instanceof ProblemError) return { kind: 'silent', problem: error.message };
    throw error;
  }
}

async function ask(
  plane: ControlPlane,
  { dataDir, config }: Pick<Doing['invocation'], 'dataDir' | 'config'>,
  spec: UnitSpec | null,
): Promise<PlaneFacts> {
  const isNamed = ({ unit, environment }: EnvironmentView) => unit === spec?.name && environment in spec.environments;
  const sourcesOf = async (view: EnvironmentView): Promise<readonly SourceCheck[]> =>
    spec === null || !isNamed(view) || countsAlone(spec)
      ? []
      : plane.checkSources({ config, environment: view.environment });
  const [about, deployments, environments] = await Promise.all([plane.about(), plane.list(), plane.environments()]);
  const serving = environments.filter((view) => view.stable !== null);
  const [sites, rollbacks] = await Promise.all([
    Promise.all(
      serving.map(async (view) => ({ ...(await lookAtSite(view, dataDir, spec)), sources: await sourcesOf(view) })),
    ),
    Promise.all(serving.flatMap((view) => rollbackOf(view, deployments, dataDir, spec))),
  ]);
  return { kind: 'answers', about, deployments: deployments.length, environments, sites, rollbacks };
}

/** The router needs no checking of this kind: its own rows are looked at. */
const countsAlone = ({ metrics }: UnitSpec): boolean =>
  metrics.source.type === 'router' && metrics.series === undefined && metrics.queries === undefined;

async function lookAtSite(
  { unit, environment }: EnvironmentView,
  dataDir: string,
  spec: UnitSpec | null,
): Promise<Omit<SiteFacts, 'sources'>> {
  const routerDir = join(dataDir, 'sites', unit, environment, 'router');
  const health = spec?.name === unit ? spec.environments[environment]?.health.path : undefined;
  const [members, metrics] = await Promise.all([stableMembers(routerDir), countsOf(routerDir)]);
  const isAsked = members !== null && health !== undefined;
  const stable = isAsked ? await Promise.all(members.map((address) => healthOf(address, health))) : null;
  return { unit, environment, stable, metrics };
}

async function healthOf(address: string, path: string): Promise<Answered & { readonly address: string }> {
  try {
    const answer = await fetch(new URL(path, address), {
      signal: AbortSignal.timeout(HEALTH_WITHIN),
      redirect: 'manual',
    });
    await answer.body?.cancel();
    return { address, ok: answer.ok, detail: `answered ${answer.status}` };
  } catch (error) {
    return { address, ok: false, detail: `does not answer: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function rollbackOf(
  { unit, environment, stable }: EnvironmentView,
  deployments: readonly DeploymentView[],
  dataDir: string,
  spec: UnitSpec | null,
): readonly Promise<RollbackFacts>[] {
  if (stable === null) return [];
  const { version } = stable;
  const release = deployments.find((one) => one.release?.id === stable.release)?.release;
  if (!release) return [Promise.resolve({ unit, environment, version, missing: null })];
  const looked =
    spec?.name === unit && spec.registry.type === 'oci'
      ? lookAtRegistry(dataDir, spec, release.artifacts)
      : missingOf(release.artifacts, dataDir).then((missing) => ({ missing }));
  return [looked.then((found) => ({ unit, environment, version, ...found }))];
}

async function missingOf(artifacts: readonly string[], dataDir: string): Promise<readonly string[]> {
  const registry = join(dataDir, 'registry');
  const there = await Promise.all(
    artifacts.map((artifact) => isPresent(registry, artifact.slice(artifact.indexOf('@') + 1))),
  );
  return artifacts.filter((_, index) => !there[index]);
}
