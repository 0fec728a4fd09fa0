import type { Problem } from '../api/problem.ts';
import type { DeploymentView } from '../api/view.ts';
import { EXIT } from './exit.ts';

/** Why a deployment that was followed did not come to a good end, or was left: one problem for each exit code but 0. */
export function whyNot(exit: number, view: DeploymentView): readonly Problem[] {
  const { id } = view;
  const cause = view.rollback === null ? '' : `: ${view.rollback.cause.text}`;
  const close = `plimsoll decide ${id} close --root-cause TEXT`;
  const one = (code: string, message: string, remedy: string): readonly Problem[] => [{ code, message, remedy }];
  switch (exit) {
    case EXIT.stagingFailed:
    case EXIT.stopped:
      return endedAs(view).flatMap((end) => one(end, view.problem ?? `It ended as ${end}`, afterEnd(view)));
    case EXIT.refused:
      return view.refused === null ? [] : one(view.refused.code, view.problem ?? '', view.refused.remedy);
    case EXIT.waiting:
      return view.waiting?.for === 'ambiguous-metrics'
        ? one('person-needed', 'The metrics are ambiguous: a person must answer', `plimsoll decide ${id} rollback`)
        : one('person-needed', 'Production waits for a person’s approval', `plimsoll approve ${id}`);
    case EXIT.rolledBack:
      return one('rollback-triggered', `ROLLBACK_TRIGGERED${cause}`, view.over ? afterEnd(view) : close);
    case EXIT.rollbackUnfinished:
      return one('rollback-unfinished', `The rollback is not finished${cause}`, `Act now: plimsoll status ${id}`);
    case EXIT.issueDetected:
      return one('issue-detected', `ISSUE_DETECTED in the bake${cause}`, view.over ? afterEnd(view) : close);
    case EXIT.timeout:
      return one('timeout', 'Left after --timeout; the deployment goes on', waysBack(id));
    case EXIT.interrupted:
      return one('left', 'Left with Ctrl-C; the deployment goes on', waysBack(id));
    default:
      return [];
  }
}

/** The phase that a deployment ended in before it reached production. */
const endedAs = ({ phase }: DeploymentView) => ENDS.filter((end) => end === phase);

const ENDS = ['packaging-failed', 'staging-failed', 'rejected', 'expired', 'aborted', 'superseded'] as const;

function afterEnd({ phase, id }: DeploymentView): string {
  if (phase === 'staging-failed') return `plimsoll report ${id} --kind staging`;
  // Nothing is wrong with it: something else serves by now, and it does not follow that.
  if (phase === 'superseded') return 'See what serves: plimsoll environment list; then deploy what follows it';
  return 'Mend what is wrong and commit it, then: plimsoll deploy';
}

const waysBack = (id: string): string =>
  `plimsoll watch ${id}   ·   plimsoll hold ${id} --reason TEXT   ·   plimsoll rollback ${id} --reason TEXT`;
