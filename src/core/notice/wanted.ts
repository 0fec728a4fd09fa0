import type { NotifierSpec } from '../unit/notifier.ts';
import { isMeant } from './kind.ts';
import type { Notice } from './notice.ts';

/** What a webhook of CDEvents is told where it asks for nothing: what has such an event. */
export const CD_DEFAULT: readonly Notice['kind'][] = [
  'promotion.started',
  'production.deployed',
  'rollback.finished',
  'deployment.closed',
];

/** What a repository shows of a deployment: its whole way, since each step has a state there. */
const ON_GITHUB: readonly Notice['kind'][] = [
  'deployment.opened',
  'packaging.failed',
  'staging.started',
  'staging.ready',
  'staging.failed',
  'approval.requested',
  'approval.voided',
  'approval.rejected',
  'approval.expired',
  'promotion.waiting',
  'promotion.started',
  'production.deployed',
  'rollback.started',
  'rollback.failed',
  'rollback.finished',
  'deployment.completed',
  'deployment.aborted',
  'deployment.superseded',
];

/** Whether a notifier is told of this. */
export function isWanted(spec: NotifierSpec, { kind, span, repo }: Pick<Notice, 'kind' | 'span' | 'repo'>): boolean {
  switch (spec.to) {
    case 'webhook':
    case 'slack':
      return spec.on.some((pattern) => isMeant(pattern, kind));
    case 'github':
      return repo !== null && ON_GITHUB.includes(kind);
    case 'grafana':
      // An issue in the bake is also a rollback: one region, not two.
      return span !== null && kind !== 'issue.detected';
  }
}

/**
 * What must be told in order belongs to one lane: a state or a thread that others overwrite. A webhook's messages go each by
 * itself, so that one which a receiver chokes on keeps no other back.
 */
export const laneOf = (spec: NotifierSpec, deployment: string, index: number): string | null =>
  spec.to === 'github' || (spec.to === 'slack' && spec.way.kind === 'bot') ? `${deployment}/${index}` : null;
