import type { NotificationsRequest, NotificationView } from '../api/notifications.ts';
import { instant } from '../core/kernel/instant.ts';
import { refuse } from '../core/kernel/refusal.ts';
import { receiversOf } from '../core/notice/receivers.ts';
import type { Posted } from '../ports/outbox.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';

/** So many are shown, newest first. */
const MOST = 500;

/** Messages to receivers and what became of them, newest first. */
export function notificationsOf(parts: ServiceParts, { delivery }: NotificationsRequest): readonly NotificationView[] {
  return (parts.notifications?.outbox.list(delivery, MOST) ?? []).map((posted) => viewOf(parts, posted));
}

/** One message; refused when there is none. */
export function notificationOf(parts: ServiceParts, id: string): NotificationView {
  const posted = parts.notifications?.outbox.find(id);
  if (posted === undefined) {
    const remedy = 'List them: plimsoll notify list';
    throw refused(refuse('no-such-notification', `There is no message ${id}, or it is forgotten`, remedy));
  }
  return viewOf(parts, posted);
}

/** Sends a message once more and at once, with the same id: a receiver that has it already knows it by that. */
export function replayNotification(parts: ServiceParts, id: string): NotificationView {
  notificationOf(parts, id);
  parts.notifications?.outbox.replay(id, instant(parts.clock.wall()));
  parts.notifications?.look();
  return notificationOf(parts, id);
}

function viewOf({ store }: ServiceParts, posted: Posted): NotificationView {
  const { id, deployment, notice, delivery, failures, problem, nextAt, endedAt } = posted;
  const opening = (store.deployment(deployment) ?? store.setAside(deployment))?.state.opening;
  const receivers = receiversOf(opening?.spec.notify);
  const time = (at: number): string => new Date(at).toISOString();
  return {
    ...{ id, deployment, unit: notice.unit, environment: notice.environment, kind: notice.kind },
    to: posted.notifier < 0 ? 'traces' : (receivers[posted.notifier]?.to ?? 'nobody any more'),
    ...{ delivery, failures, problem },
    at: time(notice.at),
    nextAt: delivery === 'waiting' ? time(nextAt) : null,
    endedAt: endedAt === null ? null : time(endedAt),
  };
}
