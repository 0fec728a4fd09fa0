import type { ControlPlane, EventLine } from '../../api/control-plane.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { Doing } from '../command.ts';
import { follow } from '../follow.ts';
import { eventText } from '../render/event-line.ts';
import type { DemoApprover } from './approver.ts';

/** Deploys what the repository holds now and sees it through, the demo approver answering at the promotion. */
export async function ship(
  doing: Doing,
  plane: ControlPlane,
  approver: DemoApprover,
  reason: string,
  onEvent: (event: EventLine) => void = () => undefined,
): Promise<DeploymentView> {
  const { view } = await plane.open({
    config: doing.invocation.config,
    environment: 'production',
    reference: 'HEAD',
    dirty: false,
    reason,
  });
  let answered: Promise<void> | undefined;
  const { view: end } = await follow(
    plane,
    view.id,
    {
      waitFor: 'complete',
      leaveAtCheckpoint: false,
      timeoutSeconds: 180,
      onEvents: (events, present) => {
        for (const event of events) {
          doing.line(`  ${eventText(event)}`, event);
          onEvent(event);
        }
        if (present.phase === 'awaiting-approval') {
          answered ??= approver.answer(
            plane,
            present.id,
            'production-promotion',
            'approve',
            'the staging report reads well',
          );
        }
      },
    },
    () => doing.plane(),
  );
  await answered;
  return end;
}
