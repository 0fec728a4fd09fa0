import { join } from 'node:path';
import type { EventLine } from '../../../src/api/control-plane.ts';
import type { DeploymentView } from '../../../src/api/view.ts';
import type { DemoApprover } from '../../../src/cli/demo/approver.ts';
import type { DeploymentEvent } from '../../../src/core/deployment/event.ts';
import { instant } from '../../../src/core/kernel/instant.ts';
import type { ControlPlaneHere } from './control-plane.ts';

/** An event as it stands in the record. */
export type Happened = DeploymentEvent & { readonly line: EventLine };

/** Whoever signs for a test. */
type Approver = Pick<DemoApprover, 'adopt' | 'answer'>;

/** How a test sees a deployment through. */
export interface Shipping {
  readonly reference?: string;
  /** Is told of every event, in order; what happens next is only looked at when it has come back. */
  readonly onEvent?: (event: Happened, id: string) => Promise<void> | void;
  /** Leave at the first event of this type; null sees it through. */
  readonly until?: DeploymentEvent['type'];
}

/** What became of a deployment. */
export interface Shipped {
  readonly id: string;
  readonly view: DeploymentView;
  readonly events: readonly Happened[];
}

const PATIENCE = 10;

/** Deploys what is committed, under the policy that it comes with, approves it when it asks, and follows it to its end. */
export async function ship(plane: ControlPlaneHere, approver: Approver, how: Shipping = {}): Promise<Shipped> {
  const place = { config: join(plane.dir, 'plimsoll.yaml'), environment: 'production' };
  await approver.adopt(plane.client, place, instant(Date.now()));
  const { view } = await plane.client.open({
    ...place,
    reference: how.reference ?? 'HEAD',
    dirty: false,
    reason: 'a test',
  });
  return follow(plane, approver, view.id, 0, how);
}

/** Follows a deployment from a version of its record on. */
export async function follow(
  plane: ControlPlaneHere,
  approver: Approver,
  id: string,
  after: number,
  how: Shipping = {},
): Promise<Shipped> {
  const events: Happened[] = [];
  let from = after;
  for (;;) {
    const news = await plane.patiently(() => plane.client.events(id, from, PATIENCE));
    for (const line of news.events) {
      const event = { ...(line.body as object), type: line.type, line } as unknown as Happened;
      events.push(event);
      from = line.version;
      await how.onEvent?.(event, id);
      if (event.type === 'ApprovalRequested') await approve(plane, approver, id);
      if (event.type === how.until) return { id, view: news.view, events };
    }
    // Over, or waiting for a root cause: nothing more comes by itself.
    const view = await plane.patiently(() => plane.client.get(id));
    if ((view.over || view.phase === 'rolled-back') && view.version === from) return { id, view, events };
  }
}

/** Approves the promotion. A control plane that was restarted knows no challenge from before: it is asked again. */
async function approve(plane: ControlPlaneHere, approver: Approver, id: string): Promise<void> {
  await plane.patiently(async () => {
    const { phase } = await plane.client.get(id);
    if (phase !== 'awaiting-approval') return 'answered';
    await approver.answer(plane.client, id, 'production-promotion', 'approve', 'a test');
    return 'answered';
  });
}

/** Gives the root cause of a rollback, which frees the environment. */
export async function explain(plane: ControlPlaneHere, approver: Approver, id: string): Promise<void> {
  await approver.answer(plane.client, id, 'after-rollback', 'resolve', 'the fault was put there by the test');
}

/** The first event of a type; fails where there is none. */
export function eventOf<T extends DeploymentEvent['type']>(
  { events }: Pick<Shipped, 'events'>,
  type: T,
): Extract<Happened, { type: T }> {
  const found = events.find((event): event is Extract<Happened, { type: T }> => event.type === type);
  if (found === undefined) throw new Error(`no ${type} among ${events.map((event) => event.type).join(', ')}`);
  return found;
}
