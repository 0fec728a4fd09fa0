import type { DeploymentEvent } from '../../src/core/deployment/event.ts';
import type { SlotEvent } from '../../src/core/environment/slot.ts';
import { milliseconds } from '../../src/core/kernel/duration.ts';
import type { DeploymentId } from '../../src/core/kernel/id.ts';
import { later } from '../../src/core/kernel/instant.ts';
import { aDigest } from '../../src/testing/builders.ts';
import type { Actor, Happened, Node } from './world.ts';
import { RELEASES, UNIT } from './world.ts';

/** Something that goes wrong behind the back of the decisions; the guard must see it by itself. */
export interface Tampering {
  readonly label: string;
  readonly happened: Happened;
  readonly isTargetPresent: boolean;
}

const OTHER = 'dep_x' as DeploymentId;
const nothing = { deployment: [], staging: [], production: [] } as const;

/** What may go wrong once, at any moment in production. */
export function tamperings(node: Node, { deployment }: Actor): readonly Tampering[] {
  if (deployment.phase !== 'rolling-out' && deployment.phase !== 'baking') return [];
  const { id } = deployment.opening;
  const at = node.now;
  const slot = (label: string, ...production: readonly SlotEvent[]): Tampering => ({
    label,
    happened: { ...nothing, production },
    isTargetPresent: true,
  });
  const stable = { release: RELEASES[2], deployment: OTHER, since: at };
  const hold = { reason: 'after-rollback', deployment: OTHER, since: at, note: '' } as const;
  return [
    slot(
      'another deployment takes the slot',
      { type: 'SlotReleased', deployment: id, at },
      { type: 'SlotClaimed', deployment: OTHER, demo: false, at },
    ),
    slot('the slot is given free', { type: 'SlotReleased', deployment: id, at }),
    slot('another release becomes stable', { type: 'StableChanged', stable, keep: 2, at }),
    slot('the environment is held', { type: 'EnvironmentHeld', hold: { ...hold, barred: [] }, at }),
    slot('these artifacts are barred', {
      type: 'EnvironmentHeld',
      hold: { ...hold, barred: deployment.release.artifacts.map((artifact) => artifact.digest) },
      at,
    }),
    { label: 'the rollback target goes away', happened: nothing, isTargetPresent: false },
  ];
}

type Change = (event: DeploymentEvent) => DeploymentEvent | null;
const change =
  <T extends DeploymentEvent['type']>(
    type: T,
    to: (event: Extract<DeploymentEvent, { type: T }>) => object | null,
  ): Change =>
  (event) => {
    if (event.type !== type) return event;
    const changed = to(event as Extract<DeploymentEvent, { type: T }>);
    return changed === null ? null : ({ ...event, ...changed } as DeploymentEvent);
  };

const old = milliseconds(-1_000 * UNIT);

/** Histories that the decisions would never write: one event of a good preparation is another one. */
export const FORGED: readonly { readonly label: string; readonly change: Change }[] = [
  {
    label: 'evidence of other artifacts',
    change: change('StagingValidated', ({ evidence }) => ({
      evidence: { ...evidence, artifactDigests: [aDigest('b')] },
    })),
  },
  {
    label: 'evidence of another configuration',
    change: change('StagingValidated', ({ evidence }) => ({ evidence: { ...evidence, configDigest: aDigest('b') } })),
  },
  {
    label: 'evidence that did not pass',
    change: change('StagingValidated', ({ evidence }) => ({
      evidence: { ...evidence, checks: evidence.checks.map((check) => ({ ...check, passed: false })) },
    })),
  },
  {
    label: 'evidence without a smoke',
    change: change('StagingValidated', ({ evidence }) => ({ evidence: { ...evidence, checks: [] } })),
  },
  {
    label: 'evidence that is old',
    change: change('StagingValidated', ({ evidence, at }) => ({ evidence: { ...evidence, at: later(at, old) } })),
  },
  {
    label: 'a rehearsal of another candidate',
    change: change('RehearsalPassed', ({ certificate }) => ({
      certificate: { ...certificate, candidate: 'rel_x', candidateDigests: [aDigest('b')] },
    })),
  },
  {
    label: 'a rehearsal back to another release',
    change: change('RehearsalPassed', ({ certificate }) => ({ certificate: { ...certificate, rollbackTo: 'rel_x' } })),
  },
  {
    label: 'a rehearsal that is old',
    change: change('RehearsalPassed', ({ certificate, at }) => ({
      certificate: { ...certificate, at: later(at, old) },
    })),
  },
  { label: 'no approval', change: change('ApprovalGranted', () => null) },
  {
    label: 'an approval of another plan',
    change: change('ApprovalGranted', ({ approval }) => ({ approval: { ...approval, planDigest: aDigest('b') } })),
  },
  {
    label: 'an approval of another deployment',
    change: change('ApprovalGranted', ({ approval }) => ({ approval: { ...approval, deploymentId: OTHER } })),
  },
  {
    label: 'an approval by an agent',
    change: change('ApprovalGranted', ({ approval }) => ({ approval: { ...approval, approver: 'agent:builder' } })),
  },
  {
    label: 'an approval that has expired',
    change: change('ApprovalGranted', ({ approval, at }) => ({ approval: { ...approval, notAfter: later(at, old) } })),
  },
  {
    label: 'a rejection in the place of an approval',
    change: change('ApprovalGranted', ({ approval }) => ({ approval: { ...approval, decision: 'reject' } })),
  },
];
