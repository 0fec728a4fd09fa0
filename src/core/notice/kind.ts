import { nearestName } from '../gate/nearest.ts';

/** Everything that somebody outside may be told of, with what it means. What is asked for by name under `notify:` is one of these. */
export const NOTICE_KINDS = {
  'deployment.opened': 'a deployment was opened',
  'deployment.returned': 'what it would replace has changed: it begins again',
  'deployment.completed': 'it serves, and the bake is over',
  'deployment.aborted': 'it was aborted before production',
  'deployment.superseded': 'another one took its place',
  'deployment.closed': 'the root cause of a rollback is recorded, and the environment is free',
  'packaging.failed': 'its artifacts could not be built, or its plan was refused',
  'staging.started': 'it goes to staging',
  'staging.ready': 'smoke and integration passed on staging',
  'staging.failed': 'staging, validation or rehearsal failed',
  'approval.requested': 'a person is asked to approve it',
  'approval.granted': 'a person approved it',
  'approval.voided': 'what was approved has changed: a person is asked again',
  'approval.rejected': 'a person rejected it',
  'approval.expired': 'nobody answered in time',
  'promotion.waiting': 'it waits for the environment or for a window',
  'promotion.red': 'what serves is outside its own gates: a person is asked',
  'promotion.started': 'production is being changed',
  'traffic.shifted': 'the candidate has another share of the traffic',
  'stage.advanced': 'the next stage began',
  'stage.shortened': 'approvers shortened a stage or a bake',
  'hold.placed': 'the weight may not rise',
  'hold.lifted': 'a hold was lifted',
  'checkpoint.opened': 'the numbers are ambiguous: a person is asked',
  'checkpoint.answered': 'a person answered',
  'production.deployed': 'the candidate has all traffic; the bake began',
  'issue.detected': 'something is wrong in the bake',
  'rollback.started': 'traffic goes back to stable',
  'rollback.failed': 'the rollback does not get on: act now',
  'rollback.finished': 'stable serves and is verified; a root cause is asked for',
  'rollback.reminder': 'nobody has recorded the root cause yet',
} as const;

/** What a notice is about. */
export type NoticeKind = keyof typeof NOTICE_KINDS;

/** All kinds, in the order of a deployment's life. */
export const ALL_KINDS = Object.keys(NOTICE_KINDS) as readonly NoticeKind[];

/** What a message is about that somebody asked for to see whether it arrives. Nothing that happens is called so. */
export const TEST_KIND = 'notify.test';

/** With these a deployment is over. */
export const ENDINGS: readonly string[] = [
  'deployment.completed',
  'deployment.closed',
  'deployment.aborted',
  'deployment.superseded',
  'packaging.failed',
  'staging.failed',
  'approval.rejected',
  'approval.expired',
];

/** What is told where nothing is asked for: a person is needed, it went back, there is an issue, it is done. */
export const QUIET: readonly string[] = [
  'approval.requested',
  'approval.voided',
  'approval.expired',
  'promotion.red',
  'checkpoint.opened',
  'issue.detected',
  'rollback.*',
  'packaging.failed',
  'staging.failed',
  'deployment.completed',
];

/** Whether a kind is meant by a pattern: its own name, everything of a family such as `rollback.*`, or `*`. */
export const isMeant = (pattern: string, kind: string): boolean =>
  pattern === kind || pattern === '*' || (pattern.endsWith('.*') && kind.startsWith(pattern.slice(0, -1)));

/** What is wrong with a pattern: it means nothing that ever happens. Null where it means something. */
export function patternFault(pattern: string): { readonly message: string; readonly remedy: string } | null {
  if (ALL_KINDS.some((kind) => isMeant(pattern, kind))) return null;
  const families = [...new Set(ALL_KINDS.map((kind) => `${kind.split('.')[0]}.*`))];
  const near = nearestName(pattern, [...ALL_KINDS, ...families]);
  return {
    message: 'nothing that happens is called so',
    remedy:
      near === null
        ? 'write a name such as approval.requested, a family such as "rollback.*", or "*"'
        : `write  ${near}`,
  };
}
