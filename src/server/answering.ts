import type { AnswerRequest } from '../api/control-plane.ts';
import { type Bundle, bundleBytes } from '../approval/bundle.ts';
import type { Challenge } from '../approval/challenge.ts';
import { type ApprovalRequest, type BesideQuestion, requestApproval } from '../approval/request.ts';
import { verifyApproval } from '../approval/verify.ts';
import type { Command } from '../core/deployment/command.ts';
import type { DeploymentEvent } from '../core/deployment/event.ts';
import type { Deployment } from '../core/deployment/state.ts';
import type { Checkpoint, VerifiedApproval } from '../core/guard/verified-approval.ts';
import { refuse } from '../core/kernel/refusal.ts';
import { forecastLength } from '../core/plan/forecast.ts';
import { toDeploymentEvent } from '../engine/encoding.ts';
import { deploymentStream } from '../engine/streams.ts';
import { besidePlan } from './beside-plan.ts';
import { isolationNow } from './isolation.ts';
import type { ServiceParts } from './parts.ts';
import { granted, refused } from './refused.ts';
import { statementsOf } from './statements.ts';

/** The question of an open checkpoint with everything that is put before a person. */
export async function sheetOf(parts: ServiceParts, id: string, checkpoint: Checkpoint): Promise<ApprovalRequest> {
  const { record, journal } = parts;
  const logHead = await journal.head();
  const deployment = deploymentOf(parts, id);
  const events = (await journal.read(deploymentStream(id))).map(toDeploymentEvent);
  // What was worked out when the plan was sealed; null in records from before there was such a check.
  const power = events.findLast((event) => event.type === 'PlanSealed')?.power ?? null;
  const beside = await besideOf(parts, deployment, events);
  return granted(
    requestApproval(deployment, checkpoint, { controlPlaneId: record.controlPlaneId, logHead, power, beside }),
  );
}

async function besideOf(
  parts: ServiceParts,
  deployment: Deployment,
  events: readonly DeploymentEvent[],
): Promise<BesideQuestion | null> {
  if (!('plan' in deployment)) return null;
  const { opening, plan, calendar } = deployment;
  const length = forecastLength(plan.strategy.stages, plan.bake.duration);
  const beside = await besidePlan(parts, opening, { plan, calendar, at: parts.clock.wall(), length, events });
  const statements = await statementsOf(parts.journal, opening.id);
  return { ...beside, ticket: opening.ticket ?? null, ...(statements.length === 0 ? {} : { statements }) };
}

/** A statement with a fresh nonce, for one answer of one approver. */
export async function challengeFor(parts: ServiceParts, id: string, asked: AnswerRequest): Promise<Challenge> {
  const { checkpoint, decision, reason, approver, credentialId } = asked;
  const request = await sheetOf(parts, id, checkpoint);
  return granted(parts.challenges.issue(request, { decision, reason, approver, credentialId }, now(parts)));
}

/** Verifies a signed answer and decides on it; the nonce is spent in the same transaction, and trust stays as it was read. */
export const answerQuestion = (parts: ServiceParts, id: string, bundle: Bundle): Promise<void> =>
  parts.record.signsInTurn(() => answer(parts, id, bundle));

async function answer(parts: ServiceParts, id: string, bundle: Bundle): Promise<void> {
  const { engine, store, record, challenges, passkeys } = parts;
  const deployment = deploymentOf(parts, id);
  const { spec, environment } = deployment.opening;
  const approval = granted(
    await verifyApproval(bundleBytes(bundle), {
      controlPlaneId: record.controlPlaneId,
      deployment,
      servedForReal: store.slot(spec.name, environment).servedForReal,
      trustList: record.trust,
      demoTrust: record.demoTrust,
      isolation: await isolationNow(parts),
      now: now(parts),
      findNonce: (nonce) => challenges.find(nonce),
      counterOf: (keyId) => passkeys.counterOf(keyId),
      chainHashAt: (seq) => hashAt(parts, seq),
    }),
  );
  const command = commandFor(approval, parts);
  granted(await engine.submit({ deployment: id, command, proof: 'signature', spendNonce: approval.nonce }));
  challenges.spend(approval.nonce);
  await passkeys.signed(bundle, approval.approver);
}

const now = ({ clock }: ServiceParts) => ({ wall: clock.wall(), steady: clock.steady() });

function deploymentOf(parts: ServiceParts, id: string): Deployment {
  const found = parts.store.deployment(id);
  if (found !== undefined) return found.state;
  throw refused(refuse('no-such-deployment', `There is no deployment ${id}`, 'List them: plimsoll status --all'));
}

async function hashAt({ journal }: ServiceParts, seq: number): Promise<string | undefined> {
  return (await journal.readAll(seq - 1, 1))[0]?.hash;
}

// The person who signed is who acts, whoever carried the signature here.
function commandFor(approval: VerifiedApproval, { clock }: ServiceParts): Command {
  const name = approval.approver.replace(/^person:/, '');
  const asked = { at: clock.wall(), principal: { kind: 'person', name } } as const;
  switch (approval.decision) {
    case 'approve':
      return { type: 'GrantApproval', approval, ...asked };
    case 'reject':
      return { type: 'RejectDeployment', approval, ...asked };
    case 'fix-forward':
      return { type: 'FixForward', approval, ...asked };
    case 'extend':
    case 'hold':
    case 'proceed':
      return { type: 'AnswerAmbiguity', answer: approval.decision, reason: approval.reason, approval, ...asked };
    case 'resolve':
      return { type: 'CloseDeployment', approval, ...asked };
  }
}
