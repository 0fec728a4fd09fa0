import type { DeploymentView } from '../../api/view.ts';
import type { Checkpoint } from '../../core/guard/verified-approval.ts';
import type { Answer } from './answering.ts';
import type { Stage } from './stage.ts';

/** How long one question for news stays open, in seconds. */
const LOOK_EVERY = 5;

/**
 * Has an open checkpoint answered by whoever answers in this demo, unless somebody does so on the page or at another terminal first:
 * what counts is what the record says, not who was asked.
 */
export async function settle(
  { plane, answering, leaving }: Stage,
  view: DeploymentView,
  checkpoint: Checkpoint,
  planned: Answer,
): Promise<void> {
  const { waiting } = view;
  const isOpen = (now: DeploymentView): boolean =>
    now.waiting?.for === waiting?.for && now.waiting?.since === waiting?.since && !now.over;
  const elsewhere = new AbortController();
  const isOver = AbortSignal.any([elsewhere.signal, leaving]);
  const watch = async (): Promise<void> => {
    let { view: now } = await plane.events(view.id, 0, 0);
    while (isOpen(now) && !isOver.aborted) ({ view: now } = await plane.events(view.id, now.version, LOOK_EVERY));
    elsewhere.abort();
  };
  // Where the control plane goes away it is the story that notices, not this.
  void watch().catch(() => undefined);
  try {
    await answering(view, checkpoint, planned, isOver);
  } catch (error) {
    // An answer that came too late is none, and nobody is to blame for it.
    if (isOpen(await plane.get(view.id))) throw error;
  } finally {
    elsewhere.abort();
  }
}
