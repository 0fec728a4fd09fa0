import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { EnvironmentView } from '../../../api/environments.ts';
import { useAct } from '../../access/use-act.ts';
import { plane } from '../../data/plane.ts';
import { ASKED } from '../../data/queries.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import { SAID } from '../../words.ts';
import { ENVIRONMENTS } from '../environments/words.ts';

interface HoldDialogProps {
  readonly view: EnvironmentView;
  readonly onClose: () => void;
}

/** Keeps everything forward out of an environment; open to all, since it is the safe way. */
export function HoldDialog({ view, onClose }: HoldDialogProps) {
  const [reason, setReason] = useState('');
  const { act, busy, problem } = useAct();
  const cache = useQueryClient();
  const whyNot = reason.trim() === '' ? ENVIRONMENTS.needsReason : '';
  const hold = async (): Promise<void> => {
    const { unit, environment } = view;
    cache.setQueryData(ASKED.environment(view).queryKey, await plane.holdEnvironment({ unit, environment }, reason));
    onClose();
  };
  return (
    <Dialog
      title={ENVIRONMENTS.holdTitle(`${view.unit} ${view.environment}`)}
      onClose={onClose}
      onSubmit={() => whyNot === '' && act(hold)}
    >
      {problem === null ? null : <ProblemNotice error={problem} />}
      <p>{ENVIRONMENTS.holdMore}</p>
      <label className="field">
        <span>{ENVIRONMENTS.why}</span>
        <textarea rows={2} maxLength={4_096} value={reason} onChange={({ target }) => setReason(target.value)} />
      </label>
      <footer>
        <Button onPress={onClose}>{SAID.cancel}</Button>
        <Button kind="go" submit busy={busy} whyNot={whyNot}>
          {ENVIRONMENTS.holdNow}
        </Button>
      </footer>
    </Dialog>
  );
}
