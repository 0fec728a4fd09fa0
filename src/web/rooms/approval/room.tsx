import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import type { DeploymentView } from '../../../api/view.ts';
import { planDigestOf } from '../../access/binding.ts';
import { useDeployment } from '../../data/deployment.ts';
import { plane } from '../../data/plane.ts';
import type { CheckpointName } from '../../data/questions.ts';
import { checkpointOf } from '../../data/questions.ts';
import { Asked } from '../../parts/asked.tsx';
import { PHASE_WORDS } from '../../phase-words.ts';
import { AnswerSheet } from './answer-sheet.tsx';
import { SHEET } from './words.ts';
import './approval.css';

/** The question that is open, with everything that a person reads before they answer. */
export default function ApprovalRoom() {
  const { id = '' } = useParams<{ id: string }>();
  const { followed, query } = useDeployment(id);
  if (followed === undefined) return <Asked query={query}>{() => null}</Asked>;
  const checkpoint = checkpointOf(followed.view);
  return (
    <>
      <p className="no-print">
        <Link href={`/d/${id}`} className="small">
          ← {SHEET.back}
        </Link>
      </p>
      {checkpoint === undefined ? (
        <NothingToAnswer view={followed.view} />
      ) : (
        <Question
          key={`${id} ${checkpoint} ${followed.view.waiting?.since}`}
          view={followed.view}
          checkpoint={checkpoint}
        />
      )}
    </>
  );
}

interface QuestionProps {
  readonly view: DeploymentView;
  readonly checkpoint: CheckpointName;
}

function Question({ view, checkpoint }: QuestionProps) {
  const sheet = useQuery({
    queryKey: ['sheet', view.id, checkpoint],
    queryFn: async () => {
      const request = await plane.sheet(view.id, checkpoint);
      return { request, planDigest: await planDigestOf(request) };
    },
    // What somebody is reading does not change under their eyes.
    staleTime: 'static',
    gcTime: 0,
  });
  return (
    <Asked query={sheet} bars={6}>
      {({ request, planDigest }) => <AnswerSheet {...{ request, planDigest, view }} />}
    </Asked>
  );
}

const NothingToAnswer = ({ view }: { readonly view: DeploymentView }) => (
  <div className="empty">
    <h1>{SHEET.nothing}</h1>
    <p id="phase">
      {view.unit} {view.release?.version} · {SHEET.isPhase(PHASE_WORDS[view.phase][0].toLowerCase())}{' '}
      {view.waiting === null ? SHEET.nothingWaits : null}
    </p>
    <Link href={`/d/${view.id}`} className="button">
      {SHEET.back}
    </Link>
  </div>
);
