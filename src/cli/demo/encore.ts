import { ProblemError } from '../../api/problem.ts';
import type { Stage } from './stage.ts';
import { tell } from './stage.ts';
import { ship } from './story.ts';
import { sendUsers } from './users.ts';

/** Nobody watches longer, in seconds. */
const LONGEST = 7_200;

/**
 * A release that takes its time, under load, for whoever stays to watch it and to hold it or take it back: a canary whose stages
 * last minutes, as they do where it is earnest. Resolves as soon as it is on its way.
 */
export async function playEncore(stage: Stage): Promise<void> {
  tell(
    stage,
    '\nOne more: storefront 1.5, good, under load, three minutes a stage. Watch it, hold it, or roll it back.',
  );
  // All of it fits into the time that the adopted policy allows a deployment: a longer limit would need a signature.
  await stage.repository.configure((text) =>
    text.replaceAll('duration: 4s', 'duration: 3m').replace('duration: 5s', 'duration: 2m'),
  );
  await stage.repository.again('1.1', '1.5', 'Say how a thing is delivered, once more');
  await sendUsers(stage);
  if (stage.leaving.aborted) return;
  // It goes on while others watch; when the demo is left, what it asks is answered by nobody any longer.
  const watched = { ...stage, answering: stage.answeringWatched, longest: LONGEST };
  void ship(watched, { reason: 'for whoever watches' }).catch((error: unknown) => {
    if (stage.leaving.aborted) return;
    // Ctrl-C at a question is typed into it, and means what it means anywhere else.
    if (error instanceof ProblemError && error.problems[0]?.code === 'answer-cancelled') stage.leave();
    else tell(stage, `  it went no further: ${error instanceof Error ? error.message : String(error)}`);
  });
}
