import type { EventLine } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { DeploymentView } from '../../api/view.ts';
import { follow } from '../follow.ts';
import { eventText } from '../render/event-line.ts';
import type { Answer } from './answering.ts';
import { settle } from './settle.ts';
import type { Stage } from './stage.ts';

/** How one release of the story is shipped. */
export interface Shipping {
  readonly reason: string;
  /** What is answered when the judge cannot decide. */
  readonly whenAmbiguous?: Answer;
  readonly onEvent?: (event: EventLine) => void;
  /** Waited for before the promotion is answered. */
  readonly beforeApproval?: () => Promise<void>;
}

const APPROVE: Answer = { decision: 'approve', reason: 'the staging report reads well' };
const ROLL_BACK: Answer = { decision: 'rollback', reason: 'it is not proven, and nobody misses it' };

/** Deploys what the repository holds now and sees it through, each checkpoint answered once. */
export async function ship(stage: Stage, { reason, ...how }: Shipping): Promise<DeploymentView> {
  const { doing, plane } = stage;
  const { view } = await plane.open({
    config: doing.invocation.config,
    environment: 'production',
    reference: 'HEAD',
    dirty: false,
    reason,
  });
  const answers = new Map<string, Promise<void>>();
  const failed = new AbortController();
  // An answer that could not be given ends the story at once: the deployment would wait for it.
  const answerOnce = (question: string, answer: () => Promise<void>): void => {
    if (!answers.has(question))
      answers.set(
        question,
        answer().catch((problem: unknown) => failed.abort(problem)),
      );
  };
  const { view: end } = await follow(
    plane,
    view.id,
    {
      waitFor: 'complete',
      leaveAtCheckpoint: false,
      timeoutSeconds: stage.longest,
      leaving: failed.signal,
      patience: () => LOOK_EVERY,
      onEvents: (events, present) => {
        for (const event of events) {
          doing.line(`  ${eventText(event)}`, event);
          how.onEvent?.(event);
        }
        if (present.phase === 'awaiting-approval') {
          answerOnce('promotion', async () => {
            await how.beforeApproval?.();
            await settle(stage, present, 'production-promotion', APPROVE);
          });
        }
        if (present.waiting?.for === 'ambiguous-metrics') {
          const question = `ambiguous ${present.waiting.since}`;
          answerOnce(question, () => settle(stage, present, 'ambiguous-metrics', how.whenAmbiguous ?? ROLL_BACK));
        }
      },
    },
    () => doing.plane(),
  );
  await Promise.all(answers.values());
  if (failed.signal.aborted) throw failed.signal.reason;
  return end;
}

/** How long one question for news stays open, in seconds. */
const LOOK_EVERY = 5;

/** The story goes on only as it is told. */
export function must(view: DeploymentView, phase: DeploymentView['phase']): void {
  if (view.phase === phase) return;
  const message = `${view.release?.version ?? view.id} should be ${phase} and is ${view.phase}: ${view.problem ?? view.waiting?.for ?? ''}`;
  throw new ProblemError('refused', [
    { code: 'story-went-otherwise', message, remedy: `Look at it: plimsoll status ${view.id}` },
  ]);
}
