import type { DeploymentEvent } from '../deployment/event.ts';
import { trafficText } from '../deployment/traffic.ts';
import { instant } from '../kernel/instant.ts';
import { principalText } from '../principal/principal.ts';
import type { CourseHold, CourseMark } from './course.ts';

/** What was done to a rollout, moment by moment. */
export const marksOf = (events: readonly DeploymentEvent[]): readonly CourseMark[] =>
  events.flatMap((event): CourseMark[] => {
    const { at } = event;
    switch (event.type) {
      case 'TrafficShifted':
        return [{ at, kind: 'weight', text: trafficText(event.traffic) }];
      case 'CheckpointOpened':
        return [{ at, kind: 'asked', text: 'ambiguous: a person is asked' }];
      case 'CheckpointAnswered':
        return [{ at, kind: 'answered', text: `${event.answer}, by ${principalText(event.by)}` }];
      case 'RollbackStarted':
        return [{ at, kind: 'rollback', text: `rollback: ${event.cause.kind}` }];
      case 'TrafficReturned':
        return [{ at, kind: 'rollback', text: 'all traffic on stable' }];
      case 'DeploymentCompleted':
        return [{ at, kind: 'done', text: 'complete' }];
      default:
        return [];
    }
  });

/** The times in which the weight might not rise; those of one reason that touch are one. */
export function holdsOf(events: readonly DeploymentEvent[]): readonly CourseHold[] {
  const holds: CourseHold[] = [];
  const lift = (reason: string, at: CourseHold['from']): void => {
    const standing = holds.findIndex((hold) => hold.reason === reason && hold.to === null);
    const hold = holds[standing];
    if (hold !== undefined) holds[standing] = { ...hold, to: instant(Math.max(hold.from, at)) };
  };
  for (const event of events) {
    if (event.type === 'HoldPlaced') {
      const { reason, note } = event.hold;
      holds.push({ from: event.at, to: null, reason, text: note === '' ? reason : `${reason}: ${note}` });
    }
    if (event.type === 'HoldLifted') lift(event.reason, event.at);
    // A rollback ends every hold.
    if (event.type === 'RollbackStarted') for (const { reason } of holds) lift(reason, event.at);
  }
  return holds;
}
