import { Link } from 'wouter';
import type { DeploymentView } from '../../../api/view.ts';
import { checkpointOf } from '../../data/questions.ts';
import { Notice } from '../../parts/notice.tsx';
import { WhyWaiting } from '../../parts/why-waiting.tsx';
import { DEPLOYMENT } from './words.ts';

/** What it waits for, with the way to answer where a person is asked; the problem where it failed. */
export function WaitingPanel({ view }: { readonly view: DeploymentView }) {
  const { waiting, problem, attempt, id, over } = view;
  if (waiting !== null) {
    return (
      <div className="notice doubt waiting">
        <WhyWaiting waiting={waiting} />
        {checkpointOf(view) === undefined ? null : (
          <div>
            <Link href={`/d/${id}/approve`} className="button go">
              {DEPLOYMENT.answer}
            </Link>
          </div>
        )}
      </div>
    );
  }
  if (problem !== null) return <Notice kind="bad">{problem}</Notice>;
  if (over || attempt === null || attempt.lastProblem === null) return null;
  return <Notice kind="doubt">{attempt.lastProblem}</Notice>;
}
