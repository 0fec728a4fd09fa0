import { dirname } from 'node:path';
import { ulid } from 'ulid';
import type { OpenRequest } from '../api/control-plane.ts';
import type { Command } from '../core/deployment/command.ts';
import type { Intent, Opening } from '../core/deployment/opening.ts';
import type { Prebuilt } from '../core/evidence/prebuilt.ts';
import type { DeploymentId } from '../core/kernel/id.ts';
import { later } from '../core/kernel/instant.ts';
import { InvariantViolation } from '../core/kernel/invariant.ts';
import type { Refusal } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { refuseUnlike } from '../core/plan/expected.ts';
import type { Plan } from '../core/plan/plan.ts';
import { refuseToPlan } from '../core/plan/problems.ts';
import { refuseUnderpowered } from '../core/plan/underpowered.ts';
import { refuseUnreadableSecrets } from '../core/plan/unreadable-secrets.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { type PowerCheck, powerCheckOf } from '../core/verdict/power/power-check.ts';
import type { Calendar } from '../core/window/window.ts';
import { CALENDAR_HORIZON } from '../engine/effects/calendar.ts';
import { stableTraffic } from '../engine/stable-traffic.ts';
import type { Revision } from '../ports/source-repository.ts';
import { rejectedBefore } from './agent-opening.ts';
import { canAnyoneApprove } from './approvers.ts';
import type { Caller } from './caller.ts';
import { environmentNamed } from './environment-named.ts';
import { expectedPlan } from './expected-plan.ts';
import { foreseenPlan } from './foreseen-plan.ts';
import type { ServiceParts } from './parts.ts';
import { problem, refused } from './refused.ts';
import { storedArtifacts } from './stored-artifacts.ts';
import { refuseUnsharable } from './unsharable.ts';

/** Everything that is known of a deployment before it is opened. */
export interface Prepared {
  readonly opening: Opening;
  readonly calendar: Calendar;
  readonly canBeApproved: boolean;
  readonly revision: Revision;
}

/** The deployment under way with the same intent; null while there is none. */
export function sameUnderWay({ store }: ServiceParts, { intent }: Opening): string | null {
  // What an uncommitted tree holds is not known from its paths: it never attaches.
  if (intent.dirtyPaths.length > 0) return null;
  const same = store.active().find(({ state }) => state.opening.intent.digest === intent.digest);
  return same?.state.opening.id ?? null;
}

/** The command that opens a deployment, once what the world says of it is known. */
export async function openCommand(
  parts: ServiceParts,
  request: OpenRequest,
  caller: Caller,
): Promise<Extract<Command, { type: 'OpenDeployment' }>> {
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
  const isNew = sameUnderWay(parts, opening) === null;
  // What else speaks against it is decided with the command; this needs a look at the world and is said before the work begins.
  if (isNew && refuseToPlan(opening, calendar, canBeApproved, opening.openedAt) === null) {
    const { stable } = parts.store.slot(opening.spec.name, opening.environment);
    const foreseen = foreseenPlan(parts, opening, stable);
    if (opening.expected !== undefined) refuseIf(refuseUnlike(opening.expected, foreseen));
    await refuseUnsharable(parts, opening);
    await powerOf(parts, opening, foreseen);
  }
  return command;
}

/** Whether a plan's gates can be proven at the traffic that stable shows now; refused where they cannot, unless the plan accepts that. */
export async function powerOf(parts: ServiceParts, { spec, environment }: Opening, plan: Plan): Promise<PowerCheck> {
  const site = spec.environments[environment];
  if (site === undefined) throw new InvariantViolation(`environment ${environment} was let in but is not configured`);
  const traffic = await stableTraffic(parts.drivers.metrics(spec.name, site, spec.metrics), parts.ending);
  const power = powerCheckOf(plan, traffic);
  refuseIf(refuseUnderpowered(plan, power));
  return power;
}

function refuseIf(refusal: Refusal | null): void {
  if (refusal !== null) throw refused(refusal);
}

/** Reads what was asked for and everything that it is judged by; nothing is written. */
export async function prepare(parts: ServiceParts, request: OpenRequest, { principal }: Caller): Promise<Prepared> {
  const spec = await parts.loadUnit(request.config);
  const environment = environmentNamed(spec, request.environment);
  refuseIf(refuseUnreadableSecrets(spec));
  const sourceDir = dirname(request.config);
  const revision = await parts.drivers.source.revision(sourceDir, request.reference);
  const dirtyPaths = dirtyOf(revision, request);
  const artifacts = await storedArtifacts(parts, spec, request.artifacts ?? [], revision.commit);
  const at = parts.clock.wall();
  const slot = parts.store.slot(spec.name, environment.name);
  const expected = request.plan === undefined ? null : await expectedPlan(parts, request.plan);
  const draft: Opening = {
    id: `dep_${ulid()}` as DeploymentId,
    intent: intentOf(parts, spec, environment, { sourceDir, revision, dirtyPaths, artifacts }, expected?.digest),
    spec,
    environment: environment.name,
    staging: environment.requires ?? '',
    requester: principal,
    authors: await authorsOf(parts, sourceDir, slot.stable?.release.commit, revision.commit),
    reason: request.reason,
    ...(request.ticket === undefined || request.ticket === '' ? {} : { ticket: request.ticket }),
    ...(request.outOfOrder === undefined ? {} : { outOfOrder: request.outOfOrder }),
    ...(expected === null ? {} : { expected }),
    openedAt: at,
  };
  const rejected = principal.kind === 'agent' ? rejectedBefore(parts, draft) : [];
  const opening: Opening = rejected.length === 0 ? draft : { ...draft, rejected };
  const calendar = await parts.drivers.calendar(spec.windows, at, later(at, CALENDAR_HORIZON), sourceDir);
  return { opening, calendar, canBeApproved: canAnyoneApprove(parts.record, environment, spec, slot), revision };
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
  source: {
    readonly sourceDir: string;
    readonly revision: Revision;
    readonly dirtyPaths: readonly string[];
    readonly artifacts: readonly Prebuilt[];
  },
  planDigest: string | undefined,
): Intent {
  const { sourceDir, revision, dirtyPaths } = source;
  // Absent where all is built: intents from before there was anything else keep their digests.
  const artifacts = source.artifacts.length === 0 ? {} : { artifacts: source.artifacts };
  const { commit, version } = revision;
  const digest = parts.drivers.sha256(
    canonical({ environment: environment.name, commit, version, dirtyPaths, spec, planDigest, ...artifacts }),
  );
  return {
    unit: spec.name,
    environment: environment.name,
    sourceDir,
    commit,
    version,
    dirtyPaths,
    ...artifacts,
    digest,
  };
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
