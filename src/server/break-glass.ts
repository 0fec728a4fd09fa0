import type { GlassView } from '../api/break-glass.ts';
import { type GlassQuestion, verifyGlass } from '../approval/break-glass.ts';
import { type Bundle, bundleBytes } from '../approval/bundle.ts';
import { isTimed } from '../core/deployment/decide/break-glass.ts';
import { durationOf } from '../core/deployment/decide/production.ts';
import type { Baking, RollingOut } from '../core/deployment/state.ts';
import { later } from '../core/kernel/instant.ts';
import { refuse } from '../core/kernel/refusal.ts';
import { isolationNow } from './isolation.ts';
import type { ServiceParts } from './parts.ts';
import { refuseCopy } from './passkeys/refuse-copy.ts';
import { granted, refused } from './refused.ts';

/** What an approver would shorten at this moment. */
export function glassView(parts: ServiceParts, id: string): GlassView {
  const deployment = underWay(parts, id);
  const question = questionOf(parts, deployment);
  const { stage, plan, phase } = deployment;
  const { glass, verdict, index } = stage;
  const { stages } = plan.strategy;
  return {
    question,
    what: phase === 'baking' ? 'the bake' : `stage ${index + 1}/${stages.length}`,
    plannedEnd: new Date(later(question.since, durationOf(deployment) ?? (0 as never))).toISOString(),
    verdict: verdict === null ? 'nothing said yet' : `${verdict.state}: ${verdict.reason}`,
    approvers: plan.policy.productionPromotion.approvers,
    broken:
      glass === undefined
        ? null
        : {
            by: glass.signatures.map(({ approver }) => approver),
            effectiveAt: new Date(glass.effectiveAt).toISOString(),
          },
  };
}

/** Takes one approver's signature under shortening what is under way. */
export const breakGlass = (parts: ServiceParts, id: string, bundle: Bundle): Promise<GlassView | null> =>
  parts.record.signsInTurn(async () => {
    const { record, clock, store, engine } = parts;
    const deployment = underWay(parts, id);
    const { opening, plan } = deployment;
    const { servedForReal } = store.slot(opening.spec.name, opening.environment);
    const question = questionOf(parts, deployment);
    const at = clock.wall();
    const signature = granted(
      verifyGlass(
        bundleBytes(bundle),
        question,
        {
          trustList: record.trust,
          demoTrust: plan.demo && !servedForReal ? record.demoTrust : null,
          isolation: await isolationNow(parts),
        },
        at,
      ),
    );
    refuseCopy(parts, bundle);
    const principal = { kind: 'person', name: signature.approver.replace(/^person:/, '') } as const;
    const { stageIndex, since } = question;
    const command = { type: 'BreakGlass', signature, stageIndex, since, at, principal } as const;
    granted(await engine.submit({ deployment: id, command, proof: 'signature' }));
    await parts.passkeys.signed(bundle, signature.approver);
    const after = store.deployment(id)?.state;
    return after !== undefined && isTimed(after) && after.stage.index === stageIndex ? glassView(parts, id) : null;
  });

function underWay({ store }: ServiceParts, id: string): RollingOut | Baking {
  const found = store.deployment(id)?.state;
  if (found === undefined) {
    throw refused(refuse('no-such-deployment', `There is no deployment ${id}`, 'List them: plimsoll status --all'));
  }
  if (isTimed(found)) return found;
  const message = `No stage or bake of ${id} is under way that lasts a time`;
  throw refused(refuse('nothing-to-shorten', message, `Look at it: plimsoll status ${id}`));
}

const questionOf = ({ record }: ServiceParts, deployment: RollingOut | Baking): GlassQuestion => {
  const { opening, plan, planDigest, phase, stage } = deployment;
  return {
    controlPlaneId: record.controlPlaneId,
    deploymentId: opening.id,
    environment: plan.environment,
    planDigest,
    ...{ phase, stageIndex: stage.index },
    since: stage.since ?? opening.openedAt,
  };
};
