import { useState } from 'react';
import type { PlainRequest } from '../../../api/control-plane.ts';
import type { DeploymentView } from '../../../api/view.ts';
import { useAct } from '../../access/use-act.ts';
import { useIsLive } from '../../data/freshness.ts';
import { plane } from '../../data/plane.ts';
import { Button, type ButtonKind } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import { SAID } from '../../words.ts';
import { DEPLOYMENT, DIALOGS } from './words.ts';

interface OfDeployment {
  readonly view: DeploymentView;
  readonly onClose: () => void;
}

interface AskDialogProps extends OfDeployment {
  readonly kind: Exclude<PlainRequest['kind'], 'rollback' | 'rollback-at-checkpoint'>;
  readonly title: string;
  readonly more: string;
  readonly yes: string;
  readonly look: ButtonKind;
  /** Said where nobody says why; null: a reason is needed. */
  readonly unsaid: string | null;
}

/** Asks for one thing, with the reason that the record keeps. */
function AskDialog({ view, onClose, kind, title, more, yes, look, unsaid }: AskDialogProps) {
  const [reason, setReason] = useState('');
  const { act, busy, problem } = useAct();
  const isLive = useIsLive();
  const said = reason.trim() === '' ? unsaid : reason;
  const whyNot = isLive ? (said === null ? DIALOGS.needsReason : '') : SAID.notLive;
  const ask = async (): Promise<void> => {
    // What only goes the safe way is asked for whatever happened since; the rest only on what was seen.
    await plane.ask(view.id, { kind, reason: said ?? '' }, kind === 'hold' ? undefined : view.version);
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} onSubmit={() => whyNot === '' && act(ask)}>
      {problem === null ? null : <ProblemNotice error={problem} />}
      {more === '' ? null : <p>{more}</p>}
      <label className="field">
        <span>{DEPLOYMENT.why}</span>
        <textarea rows={2} maxLength={4_096} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <footer>
        <Button onPress={onClose}>{SAID.cancel}</Button>
        <Button kind={look} submit busy={busy} whyNot={whyNot}>
          {yes}
        </Button>
      </footer>
    </Dialog>
  );
}

const named = ({ unit, release }: DeploymentView): string => `${unit} ${release?.version ?? ''}`.trim();

/** Holds a deployment where it is. */
export const HoldDialog = ({ view, onClose }: OfDeployment) => (
  <AskDialog
    {...{ view, onClose }}
    kind="hold"
    title={DIALOGS.holdTitle(named(view))}
    more={DIALOGS.holdMore}
    yes={DIALOGS.holdYes}
    look="go"
    unsaid={DIALOGS.holdEmpty}
  />
);

/** Lets a deployment that is held go on. */
export const ResumeDialog = ({ view, onClose }: OfDeployment) => (
  <AskDialog
    {...{ view, onClose }}
    kind="resume"
    title={DIALOGS.resumeTitle(named(view))}
    more={view.holds.map(({ note, reason }) => note || reason).join('; ')}
    yes={DIALOGS.resumeYes}
    look="go"
    unsaid={null}
  />
);

/** Ends a deployment before production. */
export const AbortDialog = ({ view, onClose }: OfDeployment) => (
  <AskDialog
    {...{ view, onClose }}
    kind="abort"
    title={DIALOGS.abortTitle(named(view))}
    more={DIALOGS.abortMore}
    yes={DIALOGS.abortYes}
    look="danger"
    unsaid={null}
  />
);
