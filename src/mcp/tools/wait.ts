import { z } from 'zod';
import type { ControlPlane } from '../../api/control-plane.ts';
import type { EventLine } from '../../api/event-line.ts';
import type { DeploymentView } from '../../api/view.ts';
import { label } from '../clean.ts';
import { nextWith } from '../next.ts';
import { BriefShape, DeploymentId, Ending } from '../shapes.ts';
import { eventsLink, sentenceOf, summaryOf } from '../summary.ts';
import { READS, tool } from '../tool.ts';

/** The longest that one call may wait, in seconds: clients give up on calls that take a minute. */
const LONGEST = 50;
/** So many of the newest events are named. */
const MOST_EVENTS = 20;

interface News {
  readonly view: DeploymentView;
  readonly events: readonly EventLine[];
}

/** Waits for something to happen to a deployment. */
export const waitForChange = tool({
  name: 'wait_for_change',
  title: 'Wait for a change',
  what: 'Waits up to 50 s until a deployment comes to another phase, stage or signal, waits for somebody, or is over; with until: event, for any event. Call it again with the seq that it gave.',
  hints: READS,
  takes: z.strictObject({
    deployment_id: DeploymentId,
    after: z.int().min(0).describe('the seq of the last result'),
    seconds: z.int().min(0).max(LONGEST).default(LONGEST),
    until: z.enum(['change', 'event']).default('change'),
  }),
  gives: z.object({
    changed: z.boolean().describe('false: nothing yet'),
    events: z.array(z.looseObject({ seq: z.number(), type: z.string() })),
    deployment: BriefShape,
    ...Ending,
  }),
  async run(desk, { deployment_id: id, after, seconds, until }) {
    const { view, events } = await news(await desk.plane(), id, { after, seconds, until });
    const newest = events.slice(-MOST_EVENTS);
    const value = {
      changed: events.length > 0,
      events: newest.map(({ version, type, time, principal }) => ({
        ...{ seq: version, type: label(type), time, by: label(principal) },
      })),
      deployment: summaryOf(view),
      next: nextWith(view),
    };
    const text = `${events.length === 0 ? 'Nothing yet' : `${events.length} events`}: ${sentenceOf(view)}`;
    return { text, value, links: [eventsLink(id)] };
  },
});

// Time is the control plane's, as it says itself.
async function news(
  plane: ControlPlane,
  id: string,
  { after, seconds, until }: { readonly after: number; readonly seconds: number; readonly until: string },
): Promise<News> {
  const before = await plane.get(id);
  const end = Date.parse(before.at) + seconds * 1_000;
  const seen: EventLine[] = [];
  let last = after;
  for (let left = seconds; ; ) {
    const { view, events } = await plane.events(id, last, isOver(before) ? 0 : left);
    seen.push(...events);
    last = events.at(-1)?.version ?? last;
    left = Math.floor((end - Date.parse(view.at)) / 1_000);
    const isEnough = until === 'event' ? seen.length > 0 : seen.some(isNotable) || standing(view) !== standing(before);
    if (isEnough || left < 1 || isOver(view)) return { view, events: seen };
  }
}

const isOver = ({ over, phase }: DeploymentView): boolean => over || phase === 'rolled-back';

const standing = ({ phase, signal, stage, waiting }: DeploymentView): string =>
  JSON.stringify([phase, signal, stage?.index ?? null, waiting?.for ?? null]);

/** Events that somebody has to know of at once. */
const NOTABLE: readonly string[] = [
  'ApprovalRequested',
  'PromotionApproved',
  'StageAdvanced',
  'HoldPlaced',
  'CheckpointOpened',
  'ProductionDeployed',
  'RollbackStarted',
  'RolledBack',
  'DeploymentStopped',
  'DeploymentCompleted',
];

const isNotable = ({ type }: EventLine): boolean => NOTABLE.includes(type);
