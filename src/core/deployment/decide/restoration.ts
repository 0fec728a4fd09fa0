import type { Slot } from '../../environment/slot.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { canonical } from '../../plan/canonical.ts';
import { planOf } from '../../plan/seal.ts';
import type { Command } from '../command.ts';
import { accept, type Decision, type World } from '../decision.ts';

type Asked = Extract<Command, { type: 'OpenRestoration' }>;

/** Brings an earlier approved release back. Neither an approval nor a window is asked for: it is the safe direction (R6). */
export function openRestoration(command: Asked, world: World): Decision {
  const { opening, calendar, at, principal: by } = command;
  if (world.deployment !== null) {
    return refuse('deployment-exists', `${opening.id} was opened before`, `Watch it: plimsoll watch ${opening.id}`);
  }
  const slot = world.production;
  const problem = refuseToRestore(command, slot) ?? refuseAcross(command);
  if (problem !== null) return problem;
  const { stable } = slot;
  if (stable === null) return nothingServes(slot);
  const { plan, planDigest, rollbackRelease, evidence, certificate, approvals } = command;
  const returning = { release: rollbackRelease, deployment: stable.deployment, since: stable.since };
  if (canonical(plan) !== canonical(planOf(opening, stable.release, returning))) {
    return refuse('plan-not-current', 'What serves changed while the way back was planned', 'Ask for it again');
  }
  const cause = { kind: 'person', text: opening.reason, verdict: null, by, at } as const;
  if (plan.rollbackTarget.kind !== 'release') {
    const message = `${rollbackRelease.version} has no configuration for ${plan.environment}`;
    return refuse('release-without-config', message, 'Deploy the commit that should serve');
  }
  const restoration = {
    plan,
    planDigest,
    release: stable.release,
    rollbackRelease,
    evidence,
    certificate,
    approvals,
    cause,
  };
  return accept([{ type: 'RestorationOpened', opening, calendar, ...restoration, at }], {
    production: [{ type: 'SlotClaimed', deployment: opening.id, demo: plan.demo, at }],
  });
}

const nothingServes = ({ environment }: Slot): Refusal =>
  refuse('nothing-to-restore', `Nothing serves ${environment}`, 'Begin: plimsoll deploy');

function refuseToRestore({ rollbackRelease: to, principal, isStored }: Asked, slot: Slot): Refusal | null {
  const { stable, holder, earlier, environment } = slot;
  if (stable === null) return nothingServes(slot);
  if (holder !== null) {
    return refuse(
      'environment-busy',
      `${holder} holds ${environment}`,
      `Take that back first: plimsoll rollback ${holder} or, before it touched ${environment}, plimsoll abort ${holder}`,
    );
  }
  if (to.id === stable.release.id) {
    return refuse('serves-already', `${to.version} serves ${environment} already`, 'Nothing is to be done');
  }
  if (!earlier.some((one) => one.release.id === to.id)) {
    const known = earlier.map((one) => `${one.release.version} (${one.release.id})`).join(', ');
    return refuse(
      'release-not-kept',
      `${to.version} is no release that served ${environment} before and is kept`,
      known === '' ? 'None is kept: deploy the commit that should serve' : `Go back to one of: ${known}`,
    );
  }
  if (principal.kind === 'agent' && earlier[0]?.release.id !== to.id) {
    const message = `An agent goes back only to the recorded rollback target, ${earlier[0]?.release.version}`;
    return refuse('agent-only-to-rollback-target', message, 'A person goes further back');
  }
  return isStored
    ? null
    : refuse(
        'artifacts-gone',
        `Not every artifact of ${to.version} can be read`,
        'Bring them back from a copy of .plimsoll/registry, or deploy the commit that should serve',
      );
}

/** Stored data must be such that the earlier release can read it. */
function refuseAcross({ crossed, rollbackRelease: { version } }: Asked): Refusal | null {
  const blocking = crossed.filter(({ migrations }) => migrations === 'blocking');
  if (blocking.length === 0) return null;
  const isDeclared = crossed.length === 1 && blocking[0]?.downStep !== undefined;
  return isDeclared
    ? null
    : refuse(
        'rollback-across-blocking-migration',
        `A blocking migration lies between now and ${version}, and no way back across it was rehearsed`,
        'Mend it forward: deploy a release that reads the data as it is',
      );
}
