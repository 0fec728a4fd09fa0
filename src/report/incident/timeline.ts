import type { DeploymentEvent } from '../../core/deployment/event.ts';
import { trafficText } from '../../core/deployment/traffic.ts';
import { principalText } from '../../core/principal/principal.ts';
import { foreign, type Line } from '../document/block.ts';
import type { DeploymentRecord } from '../record.ts';
import { saidBy } from '../said-by.ts';
import { momentIn, zoneOf } from '../zone.ts';
import type { IncidentReport } from './model.ts';

/** What an event was to users and to those on call; undefined where it was nothing to them. */
function lineOf(event: DeploymentEvent): Line | undefined {
  switch (event.type) {
    case 'DeploymentOpened':
      return ['opened by ', foreign(principalText(event.opening.requester))];
    case 'RestorationOpened':
      return ['asked to bring an earlier release back by ', foreign(principalText(event.opening.requester))];
    case 'StagingReady':
      return 'staging was good (STAGING_READY)';
    case 'ApprovalGranted':
      return ['approved by ', foreign(event.approval.approver)];
    case 'PromotionStarted':
      return 'the promotion began';
    case 'TrafficShifted':
      return `traffic: ${trafficText(event.traffic)}`;
    case 'HoldPlaced':
      return [`held (${event.hold.reason}): `, saidBy(event.hold.by, event.hold.note)];
    case 'CheckpointOpened':
      return 'a person was asked: the metrics were ambiguous';
    case 'CheckpointAnswered':
      return [`answered ${event.answer} by `, foreign(principalText(event.by)), ': ', foreign(event.reason)];
    case 'ProductionDeployed':
      return 'all traffic went to the candidate (PRODUCTION_DEPLOYED)';
    case 'RollbackStarted':
      return [`rollback began (${event.cause.kind}): `, saidBy(event.cause.by, event.cause.text)];
    case 'RollbackStepFailed':
      return ['a step of the rollback failed: ', foreign(event.problem)];
    case 'TrafficReturned':
      return 'all traffic was back on stable';
    case 'StableVerified':
      return 'stable was verified';
    case 'RolledBack':
      return 'the candidate was gone: rolled back';
    case 'DeploymentClosed':
      return ['closed by ', foreign(event.approval.approver), ': ', foreign(event.rootCause)];
    default:
      return undefined;
  }
}

/** What mattered, in order, each with the entry of the record that says so. */
export function timelineOf({ events }: DeploymentRecord): IncidentReport['timeline'] {
  const moment = momentIn(zoneOf(events));
  return events.flatMap((event, index) => {
    const what = lineOf(event);
    return what === undefined ? [] : [{ entry: index + 1, at: moment(event.at), what }];
  });
}
