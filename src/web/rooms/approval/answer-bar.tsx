import { useState } from 'react';
import { useLocation } from 'wouter';
import type { EnrolledApprover } from '../../../api/control-plane.ts';
import type { DeploymentView } from '../../../api/view.ts';
import type { ApprovalRequest } from '../../../approval/request.ts';
import { useAct } from '../../access/use-act.ts';
import { useSigners } from '../../access/use-signers.ts';
import { cache } from '../../data/cache.ts';
import { useIsLive } from '../../data/freshness.ts';
import { ASKED } from '../../data/queries.ts';
import { tellOnce } from '../../data/told-once.ts';
import { Button } from '../../parts/button.tsx';
import { Notice, ProblemNotice } from '../../parts/notice.tsx';
import { SAID } from '../../words.ts';
import { RollbackDialog } from '../deployment/rollback-dialog.tsx';
import { DEPLOYMENT } from '../deployment/words.ts';
import { signAnswer } from './answering.ts';
import { OPTIONS, type Option } from './options.ts';
import { SHEET } from './words.ts';

interface AnswerBarProps {
  readonly request: ApprovalRequest;
  readonly view: DeploymentView;
  /** What is still to be read first; empty once all of it was. */
  readonly unread: string;
}

/** Who signs and why, and the answers, which stay in sight: saying no needs no scrolling. */
export function AnswerBar({ request, view, unread }: AnswerBarProps) {
  const { checkpoint } = request.question;
  const signers = useSigners();
  const [keyId, setKeyId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [isRollingBack, setRollingBack] = useState(false);
  const [, go] = useLocation();
  const { act, busy, problem } = useAct();
  const isLive = useIsLive();
  const signer = signers?.find((one) => one.keyId === keyId) ?? signers?.[0];
  const whyNot = ({ isForward, needsReason }: Option): string => {
    if (!isLive) return SAID.notLive;
    if (signer === undefined) return SHEET.nobodySigns;
    if (isForward && unread !== '') return unread;
    if (!needsReason || reason.trim() !== '') return '';
    return checkpoint === 'after-rollback' ? SHEET.needsRootCause : SHEET.needsReason;
  };
  const answer = async (option: Option, by: EnrolledApprover): Promise<void> => {
    const after = await signAnswer(request, option, reason, by);
    cache.setQueryData(ASKED.deployment(after.id).queryKey, after);
    tellOnce(SHEET.signedBy(by.person, option.text.toLowerCase()));
    go(`/d/${after.id}`);
  };
  return (
    <>
      <section className="panel stack" aria-label={SHEET.reason}>
        {signers?.length === 0 ? <Notice kind="bad">{SHEET.noPasskey}</Notice> : null}
        {signers === undefined || signers.length < 2 ? null : (
          <label className="field">
            <span>{SHEET.signAs}</span>
            <select id="who" value={signer?.keyId ?? ''} onChange={({ target }) => setKeyId(target.value)}>
              {signers.map((one) => (
                <option key={one.keyId} value={one.keyId}>
                  {one.person} ({SHEET.passkey(one.keyId.slice(7, 15))})
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="field">
          <span>{checkpoint === 'after-rollback' ? SHEET.rootCause : SHEET.reason}</span>
          <textarea
            id="reason"
            rows={2}
            maxLength={4_096}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        </label>
        {signer === undefined ? null : (
          <p className="small quiet">
            {SHEET.signAs} {signer.person} ({SHEET.passkey(signer.keyId.slice(7, 15))})
          </p>
        )}
      </section>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <div className="answer-bar no-print">
        {checkpoint === 'ambiguous-metrics' ? (
          <Button id="roll-back" kind="danger" whyNot={isLive ? '' : SAID.notLive} onPress={() => setRollingBack(true)}>
            {DEPLOYMENT.rollBack}
          </Button>
        ) : null}
        {OPTIONS[checkpoint].map((option) => (
          <Button
            key={option.decision}
            id={option.decision}
            kind={option.kind}
            busy={busy}
            whyNot={whyNot(option)}
            onPress={() => signer !== undefined && act(() => answer(option, signer))}
          >
            {option.text}
          </Button>
        ))}
        <p className="small quiet answer-hint" role="status">
          {busy ? SAID.busy : isLive ? unread : SAID.notLive}
        </p>
      </div>
      {isRollingBack ? <RollbackDialog view={view} onClose={() => setRollingBack(false)} /> : null}
    </>
  );
}
