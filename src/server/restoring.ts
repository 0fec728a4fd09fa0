import { ulid } from 'ulid';
import type { Command } from '../core/deployment/command.ts';
import type { Opening } from '../core/deployment/opening.ts';
import type { Deployment } from '../core/deployment/state.ts';
import type { Slot, StableRelease } from '../core/environment/slot.ts';
import type { DeploymentId } from '../core/kernel/id.ts';
import { later } from '../core/kernel/instant.ts';
import { refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { planOf } from '../core/plan/seal.ts';
import { principalText } from '../core/principal/principal.ts';
import { CALENDAR_HORIZON } from '../engine/effects/calendar.ts';
import { isStored } from '../engine/effects/rollback-target.ts';
import type { Caller } from './caller.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';

/** The command that brings an earlier release back in place of the one that a deployment brought; without a name, the one before. */
export async function restorationCommand(
  parts: ServiceParts,
  deployment: Deployment,
  asked: { readonly to: string | undefined; readonly reason: string },
  { principal }: Caller,
): Promise<Extract<Command, { type: 'OpenRestoration' }>> {
  const { spec, environment } = deployment.opening;
  const slot = parts.store.slot(spec.name, environment);
  const { stable } = slot;
  if (!('evidence' in deployment) || !('certificate' in deployment) || stable?.deployment !== deployment.opening.id) {
    const serves = stable === null ? 'nothing serves there' : `${stable.release.version} of ${stable.deployment} does`;
    const remedy = stable === null ? 'Begin: plimsoll deploy' : `Name that one: plimsoll rollback ${stable.deployment}`;
    const message = `What ${deployment.opening.id} brought does not serve ${environment}: ${serves}`;
    throw refused(refuse('not-what-serves', message, remedy));
  }
  const to = named(slot, asked.to);
  const at = parts.clock.wall();
  const opening = openingOf(deployment, to, { principal, reason: asked.reason, at });
  const plan = planOf(opening, stable.release, { ...to, deployment: stable.deployment });
  const calendar = await parts.drivers.calendar(
    spec.windows,
    at,
    later(at, CALENDAR_HORIZON),
    opening.intent.sourceDir,
  );
  return {
    type: 'OpenRestoration',
    ...{ opening, calendar, plan, planDigest: parts.drivers.sha256(canonical(plan)) },
    rollbackRelease: to.release,
    ...{ evidence: deployment.evidence, certificate: deployment.certificate, approvals: deployment.approvals },
    isStored: await isStored(parts.drivers, deployment, to.release, 'every-byte', parts.ending),
    crossed: crossedSteps(parts, slot, stable, to),
    ...{ at, principal },
  };
}

/** The kept release that a person means: by its id, its version or the beginning of its commit. */
function named({ earlier, environment, pruned }: Slot, asked: string | undefined): StableRelease {
  const [previous] = earlier;
  const isMeant = (id: string, { version, commit }: { readonly version: string; readonly commit: string }): boolean =>
    id === asked || version === asked || (asked !== undefined && asked.length >= 7 && commit.startsWith(asked));
  const found = asked === undefined ? previous : earlier.find(({ release }) => isMeant(release.id, release));
  if (found !== undefined) return found;
  const gone = pruned.find((one) => isMeant(one.release, one));
  if (gone !== undefined) {
    const when = `${new Date(gone.at).toISOString()} by ${principalText(gone.by)}`;
    const message = `The artifacts of ${gone.version} (${gone.commit.slice(0, 12)}) were removed ${when}`;
    throw refused(
      refuse(
        'release-pruned',
        message,
        `Build and ship it again: plimsoll deploy --reference ${gone.commit} --out-of-order "why"`,
      ),
    );
  }
  const known = earlier.map(({ release }) => `${release.version} (${release.id})`).join(', ');
  throw refused(
    refuse(
      'release-not-kept',
      asked === undefined
        ? `No release that served ${environment} before is kept`
        : `${asked} is no release that served ${environment} before and is kept`,
      known === '' ? 'Deploy the commit that should serve' : `Go back to one of: ${known}`,
    ),
  );
}

function openingOf(
  { opening }: Deployment,
  { release }: StableRelease,
  {
    principal,
    reason,
    at,
  }: { readonly principal: Caller['principal']; readonly reason: string; readonly at: Opening['openedAt'] },
): Opening {
  const { spec, environment, staging } = opening;
  const id = `dep_${ulid()}` as DeploymentId;
  const { commit, version } = release;
  const intent = { ...opening.intent, commit, version, dirtyPaths: [], digest: id };
  return {
    id,
    kind: 'restoration',
    intent,
    spec,
    environment,
    staging,
    requester: principal,
    authors: [],
    reason,
    openedAt: at,
  };
}

/** What came after the release to go back to, newest first: each by the plan that brought it. */
function crossedSteps({ store }: ServiceParts, { earlier }: Slot, stable: StableRelease, to: StableRelease) {
  const after = [
    stable,
    ...earlier.slice(
      0,
      earlier.findIndex((one) => one.release.id === to.release.id),
    ),
  ];
  return after.flatMap(({ deployment }) => {
    const brought = store.deployment(deployment)?.state;
    if (brought === undefined || !('plan' in brought)) return [];
    const { migrations, downStep } = brought.plan;
    return [{ migrations, ...(downStep === undefined ? {} : { downStep }) }];
  });
}
