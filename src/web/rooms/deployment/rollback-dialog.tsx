import { useState } from 'react';
import { took } from '../../../api/shown/amount.ts';
import type { DeploymentView } from '../../../api/view.ts';
import { useAct } from '../../access/use-act.ts';
import { useIsLive } from '../../data/freshness.ts';
import { plane } from '../../data/plane.ts';
import { checkpointOf } from '../../data/questions.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import { SAID } from '../../words.ts';
import { DEPLOYMENT, DIALOGS } from './words.ts';

interface RollbackDialogProps {
  readonly view: DeploymentView;
  readonly onClose: () => void;
}

/** One confirmation and no typing: in the safe direction speed beats ceremony. */
export function RollbackDialog({ view, onClose }: RollbackDialogProps) {
  const [reason, setReason] = useState('');
  const { act, busy, problem } = useAct();
  const isLive = useIsLive();
  const { id, unit, release, outlook } = view;
  const target = outlook?.rollbackTarget;
  const kind = checkpointOf(view) === 'ambiguous-metrics' ? 'rollback-at-checkpoint' : 'rollback';
  const whyNot = isLive ? (view.allowed.find(({ request }) => request === kind)?.why ?? '') : SAID.notLive;
  // Without the version that was seen: whatever happened since, going back is still what is wanted.
  const rollBack = async (): Promise<void> => {
    const said = reason.trim() === '' ? DIALOGS.reasonEmpty : reason;
    await plane.ask(id, { kind, reason: said });
    onClose();
  };
  return (
    <Dialog
      title={DIALOGS.rollBackTitle(`${unit} ${release?.version ?? ''}`.trim())}
      onClose={onClose}
      onSubmit={() => whyNot === '' && act(rollBack)}
    >
      {problem === null ? null : <ProblemNotice error={problem} />}
      <dl className="facts">
        <div>
          <dt>{DIALOGS.backTo}</dt>
          <dd>
            <strong>{target?.version ?? DEPLOYMENT.outOfService}</strong>
            {(target?.artifacts ?? []).map((digest) => (
              <div key={digest}>
                <code className="small quiet">{digest.slice(0, 19)}…</code>
              </div>
            ))}
          </dd>
        </div>
        {target?.rehearsedSeconds == null ? null : (
          <div>
            <dt>{DIALOGS.took}</dt>
            <dd>
              {took(target.rehearsedSeconds)}{' '}
              <span className="quiet">({DEPLOYMENT.target(took(target.targetSeconds))})</span>
            </dd>
          </div>
        )}
        <div>
          <dt>{DIALOGS.users}</dt>
          <dd>{target?.version == null ? DIALOGS.usersOut : DIALOGS.usersBack(target.version)}</dd>
        </div>
        <div>
          <dt>{DIALOGS.after}</dt>
          <dd>{DIALOGS.afterHeld}</dd>
        </div>
      </dl>
      <label className="field">
        <span>{DEPLOYMENT.why}</span>
        <textarea
          id="rollback-reason"
          rows={2}
          maxLength={4_096}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <footer>
        <Button onPress={onClose}>{SAID.cancel}</Button>
        <Button id="roll-back-now" kind="danger" submit isFirst busy={busy} whyNot={whyNot}>
          {DIALOGS.rollBackYes}
        </Button>
      </footer>
    </Dialog>
  );
}
