import { useRef, useState } from 'react';
import type { DeploymentView } from '../../../api/view.ts';
import { planCode } from '../../../approval/plan-code.ts';
import type { ApprovalRequest } from '../../../approval/request.ts';
import type { Digest } from '../../../core/kernel/id.ts';
import { useIsNarrow } from '../../parts/use-is-narrow.ts';
import { Ambiguity } from './ambiguity.tsx';
import { AnswerBar } from './answer-bar.tsx';
import { isDoubtful } from './doubts.ts';
import { Sheet } from './sheet.tsx';
import { useEndSeen } from './use-end-seen.ts';
import { SHEET } from './words.ts';

interface AnswerSheetProps {
  readonly request: ApprovalRequest;
  readonly planDigest: string;
  readonly view: DeploymentView;
}

/** What is asked, what it stands on, and the answers. */
export function AnswerSheet({ request, planDigest, view }: AnswerSheetProps) {
  const end = useRef<HTMLParagraphElement>(null);
  const isNarrow = useIsNarrow();
  const [isOpen, setOpen] = useState(() => isDoubtful(request));
  // What is folded away was not read, however far somebody came.
  const isRead = useEndSeen(end, isOpen || !isNarrow);
  const [opened] = useState(view);
  const { question } = request;
  const { plan, checkpoint } = question;
  const from = plan.rollbackTarget.kind === 'release' ? `${plan.rollbackTarget.version} → ` : '';
  return (
    <>
      <header className="sheet-head">
        <p className="small quiet">
          {plan.environment} · <code>{question.deploymentId}</code>
        </p>
        <h1>
          {SHEET.ask[checkpoint]} {plan.unit} <span className="quiet">{from}</span>
          {plan.release.version}
          {checkpoint === 'after-rollback' ? null : '?'}
        </h1>
        {plan.demo ? <p className="badge bad demo">{SHEET.demo}</p> : null}
        <p className="words" id="words">
          {planCode(planDigest as Digest)}
        </p>
        <p className="small quiet">
          {SHEET.codeMore} <code>{planDigest}</code>
        </p>
      </header>
      {'verdict' in question.context ? <Ambiguity question={question} context={question.context} /> : null}
      <Sheet request={request} view={opened} isOpen={isOpen} onOpen={() => setOpen(true)} />
      <p className="quiet small" id="end-of-sheet" ref={end}>
        {SHEET.endOfSheet}
      </p>
      <AnswerBar
        request={request}
        view={view}
        unread={isRead ? '' : isOpen || !isNarrow ? SHEET.readOn : SHEET.openFirst}
      />
    </>
  );
}
