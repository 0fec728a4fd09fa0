import { dirname } from 'node:path';
import { ulid } from 'ulid';
import type { OpenRequest, PlanView } from '../api/control-plane.ts';
import type { Command } from '../core/deployment/command.ts';
import type { Intent, Opening } from '../core/deployment/opening.ts';
import { hours } from '../core/kernel/duration.ts';
import type { DeploymentId } from '../core/kernel/id.ts';
import { between, later } from '../core/kernel/instant.ts';
import { canonical } from '../core/plan/canonical.ts';
import { forecastLength, forecastStages } from '../core/plan/forecast.ts';
import { refuseToPlan } from '../core/plan/problems.ts';
import { planOf } from '../core/plan/seal.ts';
import type { CheckKind, EnvironmentSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import type { Calendar } from '../core/window/window.ts';
import { CALENDAR_HORIZON } from '../engine/effects/calendar.ts';
import type { Revision } from '../ports/source-repository.ts';
import { canAnyoneApprove } from './approvers.ts';
import type { Caller } from './caller.ts';
import type { ServiceParts } from './parts.ts';
import { problem, refused } from './refused.ts';

/** Everything that is known of a deployment before it is opened. */
interface Prepared {
  readonly opening: Opening;
  readonly calendar: Calendar;
  readonly canBeApproved: boolean;
  readonly revision: Revision;
}

const CHECKS: readonly CheckKind[] = ['smoke', 'integration', 'performance', 'security'];

/** The command that opens a deployment, and the id of the one under way with the same intent. */
export async function openCommand(
  parts: ServiceParts,
  request: OpenRequest,
  caller: Caller,
): Promise<{ readonly command: Extract<Command, { type: 'OpenDeployment' }>; readonly same: string | null }> {
  const { opening, calendar, canBeApproved } = await prepare(parts, request, caller);
  const { principal } = caller;
  const command = {
    type: 'OpenDeployment',
    opening,
    calendar,
    canBeApproved,
    at: opening.openedAt,
    principal,
  } as const;
  // What an uncommitted tree holds is not known from its paths: it never attaches.
  const same =
    opening.intent.dirtyPaths.length > 0
      ? undefined
      : parts.store.active().find(({ state }) => state.opening.intent.digest === opening.intent.digest);
  return { command, same: same?.state.opening.id ?? null };
}

/** What would be done, as far as it is known before anything is built. Read-only. */
export async function planView(parts: ServiceParts, request: OpenRequest, caller: Caller): Promise<PlanView> {
  const { opening, calendar, canBeApproved, revision } = await prepare(parts, request, caller);
  const { spec, intent, environment, staging, openedAt: at } = opening;
  const refusal = refuseToPlan(opening, calendar, canBeApproved, at);
  if (refusal !== null) throw refused(refusal);
  const { stable } = parts.store.slot(spec.name, environment);
  const unbuilt = {
    id: '' as never,
    unit: spec.name,
    version: intent.version,
    commit: intent.commit,
    dirty: false,
    artifacts: [],
    configs: {},
    tag: '',
  };
  const plan = planOf(opening, unbuilt, stable);
  const { stages } = plan.strategy;
  const until = later(at, forecastLength(stages, plan.bake.duration));
  const commits =
    stable === null
      ? []
      : await parts.drivers.source.commitsBetween(intent.sourceDir, stable.release.commit, intent.commit);
  return {
    unit: spec.name,
    environment,
    version: intent.version,
    commit: intent.commit,
    dirtyPaths: revision.dirtyPaths,
    replaces: stable === null ? null : { version: stable.release.version, commit: stable.release.commit },
    commits,
    strategy: plan.strategy,
    bake: plan.bake,
    triggers: plan.triggers.map((trigger) => trigger.text),
    stages: forecastStages(stages, plan.bake.duration, at),
    bakeUntil: new Date(until).toISOString(),
    approvers: plan.policy.productionPromotion.approvers,
    count: plan.policy.productionPromotion.count,
    notTested: CHECKS.filter((kind) => spec.environments[staging]?.checks[kind] === undefined),
    windows: calendar.intervals
      .filter((window) => window.to > at && between(at, window.from) < hours(48))
      .map(({ name, from, to }) => ({ name, from: new Date(from).toISOString(), to: new Date(to).toISOString() })),
    intentDigest: intent.digest,
  };
}

async function prepare(parts: ServiceParts, request: OpenRequest, { principal }: Caller): Promise<Prepared> {
  const spec = await parts.loadUnit(request.config);
  const environment = environmentOf(spec, request.environment);
  const sourceDir = dirname(request.config);
  const revision = await parts.drivers.source.revision(sourceDir, request.reference);
  const dirtyPaths = dirtyOf(revision, request);
  const at = parts.clock.wall();
  const slot = parts.store.slot(spec.name, environment.name);
  const opening: Opening = {
    id: `dep_${ulid()}` as DeploymentId,
    intent: intentOf(parts, spec, environment, { sourceDir, revision, dirtyPaths }),
    spec,
    environment: environment.name,
    staging: environment.requires ?? '',
    requester: principal,
    authors: await authorsOf(parts, sourceDir, slot.stable?.release.commit, revision.commit),
    reason: request.reason,
    openedAt: at,
  };
  const calendar = parts.drivers.calendar(spec.windows, at, later(at, CALENDAR_HORIZON));
  return { opening, calendar, canBeApproved: canAnyoneApprove(parts.record, environment, spec, slot), revision };
}

function environmentOf(spec: UnitSpec, name: string): EnvironmentSpec {
  const environment = spec.environments[name];
  if (environment !== undefined) return environment;
  const remedy = `Use one of: ${Object.keys(spec.environments).join(', ')}`;
  throw problem('usage', {
    code: 'environment-unknown',
    message: `${name} is not an environment of ${spec.name}`,
    remedy,
  });
}

function dirtyOf(revision: Revision, request: OpenRequest): readonly string[] {
  if (request.reference !== 'HEAD' || revision.dirtyPaths.length === 0) return [];
  if (request.dirty) return revision.dirtyPaths;
  const some = revision.dirtyPaths.slice(0, 3).join(', ');
  throw problem('refused', {
    code: 'dirty-tree',
    message: `The work tree has uncommitted changes: ${some}${revision.dirtyPaths.length > 3 ? ', …' : ''}`,
    remedy: 'Commit them, or say so in the plan: --dirty',
  });
}

function intentOf(
  parts: ServiceParts,
  spec: UnitSpec,
  environment: EnvironmentSpec,
  source: { readonly sourceDir: string; readonly revision: Revision; readonly dirtyPaths: readonly string[] },
): Intent {
  const { sourceDir, revision, dirtyPaths } = source;
  const { commit, version } = revision;
  const digest = parts.drivers.sha256(canonical({ environment: environment.name, commit, version, dirtyPaths, spec }));
  return { unit: spec.name, environment: environment.name, sourceDir, commit, version, dirtyPaths, digest };
}

async function authorsOf(
  parts: ServiceParts,
  dir: string,
  from: string | undefined,
  to: string,
): Promise<readonly string[]> {
  if (from === undefined) return [];
  const commits = await parts.drivers.source.commitsBetween(dir, from, to);
  return [...new Set(commits.map((commit) => `person:${commit.author}`))];
}
