import { configChanges, configChangeText } from '../../core/plan/config-changes.ts';
import { principalText } from '../../core/principal/principal.ts';
import type { Release } from '../../core/unit/release.ts';
import { type Block, foreign, heading, type Line, list, paragraph, title } from '../document/block.ts';
import { type DeploymentRecord, last, stateOf } from '../record.ts';
import { saidBy } from '../said-by.ts';
import { REPORT_SCHEMA } from '../schema.ts';
import { tenths } from '../wording.ts';
import type { PostReport } from './model.ts';

/** The report on an earlier release that was brought back after completion; null where a record tells of no such thing. */
export function restorationReport(record: DeploymentRecord): PostReport | null {
  const opened = last(record, 'RestorationOpened');
  const deployment = stateOf(record);
  if (opened === undefined || deployment === null) return null;
  const { opening, plan, planDigest, release, rollbackRelease, cause } = opened;
  const isBack = last(record, 'RolledBack') !== undefined;
  const closed = last(record, 'DeploymentClosed');
  return {
    schema: REPORT_SCHEMA,
    kind: 'post',
    status: isBack ? { state: 'restored' } : { state: 'under-way', phase: deployment.phase, signal: deployment.signal },
    after: 'restoration',
    // Nothing is judged on the way back: what users met is not counted, and not told.
    metrics: [],
    alerts: [],
    recommendation: closed === undefined ? 'find-root-cause' : 'deploy-again',
    restoration: {
      left: named(release),
      returned: named(rollbackRelease),
      lines: [
        isBack
          ? `${named(release)} served ${plan.environment} and left; ${named(rollbackRelease)} came back with its own configuration`
          : `${named(release)} leaves ${plan.environment}; ${named(rollbackRelease)} comes back with its own configuration`,
        ['Asked for by ', foreign(principalText(opening.requester)), ': ', saidBy(cause.by, cause.text)],
        `All traffic on ${rollbackRelease.version} after ${took(record, opened.at, 'TrafficReturned')}, verified after ${took(record, opened.at, 'StableVerified')} (target < ${tenths(plan.limits.targetTime)})`,
        `Steps that failed on the way: ${record.events.filter(({ type }) => type === 'RollbackStepFailed').length}`,
        'No approval and no open window was asked for: it is the safe direction',
        ['Root cause: ', closed === undefined ? 'not recorded yet' : foreign(closed.rootCause)],
      ],
      changes: changesOf(release, rollbackRelease, opened.plan, isBack),
    },
    more: [],
    facts: {
      ...{ unit: plan.unit, environment: plan.environment, deployment: opening.id, planDigest },
      ...{ left: release.id, returned: rollbackRelease.id, phase: deployment.phase, signal: deployment.signal },
    },
  };
}

const named = ({ version, commit }: Release): string => `${version} (${commit.slice(0, 12)})`;

function took(record: DeploymentRecord, from: number, type: 'TrafficReturned' | 'StableVerified'): string {
  const at = last(record, type)?.at;
  return at === undefined ? 'not yet' : tenths(at - from);
}

function changesOf(
  left: Release,
  returned: Release,
  { environment, migrations, downStep }: { environment: string; migrations: string; downStep?: unknown },
  isBack: boolean,
): Line[] {
  const keys = configChanges(left, returned, environment).map(configChangeText);
  return [
    ...(keys.length === 0 ? ['Configuration keys: none changed'] : keys),
    `Migrations of what left: ${migrations}${downStep === undefined ? '' : `, ${isBack ? 'taken' : 'to be taken'} back by its down step`}`,
  ];
}

/** A restoration as a document of its own: it was neither judged nor baked, so the seed's table has nothing to say. */
export function restorationDocument({ status, recommendation, more }: PostReport, told: Restoration): readonly Block[] {
  const now = status.state === 'under-way' ? `… ${status.phase}` : `✅ RESTORED: ${told.returned} serves`;
  return [
    title('Restoration Report'),
    heading(`Status: ${now}`),
    list(told.lines),
    heading('Changes'),
    list(told.changes),
    heading('Recommendation'),
    paragraph(
      recommendation === 'deploy-again'
        ? 'The root cause is recorded; deploy again once it is mended.'
        : ['Find the root cause and answer ', { code: 'after-rollback' }, ': the environment is on hold until then.'],
    ),
    ...more,
  ];
}

type Restoration = NonNullable<PostReport['restoration']>;
