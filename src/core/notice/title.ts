import type { NoticeKind } from './kind.ts';

/** What a title names. */
interface About {
  readonly unit: string;
  readonly environment: string;
  readonly version: string;
  readonly from: string | null;
}

const TITLES: Readonly<Record<NoticeKind, string>> = {
  'deployment.opened': 'was opened for',
  'deployment.returned': 'begins again: what it would replace has changed on',
  'deployment.completed': 'is complete on',
  'deployment.aborted': 'was aborted before',
  'deployment.superseded': 'was superseded before',
  'deployment.closed': 'is closed, its root cause recorded, on',
  'packaging.failed': 'could not be packaged for',
  'staging.started': 'goes to staging on its way to',
  'staging.ready': 'is ready on staging on its way to',
  'staging.failed': 'failed on staging on its way to',
  'approval.requested': 'waits for approval on',
  'approval.granted': 'was approved for',
  'approval.voided': 'must be approved again for',
  'approval.rejected': 'was rejected for',
  'approval.expired': 'was not approved in time for',
  'promotion.waiting': 'waits its turn for',
  'promotion.red': 'waits for a person: what serves is outside its own gates on',
  'promotion.started': 'is being rolled out on',
  'traffic.shifted': 'has another share of the traffic of',
  'stage.advanced': 'entered the next stage on',
  'stage.shortened': 'has its stage shortened by approvers on',
  'hold.placed': 'is held on',
  'hold.lifted': 'had a hold lifted on',
  'checkpoint.opened': 'is ambiguous: a person decides on',
  'checkpoint.answered': 'got an answer on',
  'production.deployed': 'has all traffic and bakes on',
  'issue.detected': 'shows an issue in the bake on',
  'rollback.started': 'is being rolled back on',
  'rollback.failed': 'CANNOT BE ROLLED BACK, act now, on',
  'rollback.finished': 'was rolled back and stable is verified on',
  'rollback.reminder': 'still needs its root cause on',
};

/** One sentence of ours: `checkout 2.13.4 → 2.14.0 waits for approval on production`. */
export const titleOf = (kind: NoticeKind, { unit, environment, version, from }: About): string =>
  `${unit} ${from === null ? '' : `${from} → `}${version} ${TITLES[kind]} ${environment}`;
