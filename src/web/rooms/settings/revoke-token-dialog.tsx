import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TokenView } from '../../../api/identity.ts';
import { useAct } from '../../access/use-act.ts';
import { plane } from '../../data/plane.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import { SAID } from '../../words.ts';
import { TOKENS } from './tokens-query.ts';
import { SETTINGS } from './words.ts';

interface RevokeTokenDialogProps {
  readonly token: TokenView;
  readonly onClose: () => void;
}

/** Ends a token at once. */
export function RevokeTokenDialog({ token, onClose }: RevokeTokenDialogProps) {
  const [reason, setReason] = useState('');
  const { act, busy, problem } = useAct();
  const cache = useQueryClient();
  const end = async (): Promise<void> => {
    await plane.revokeToken(token.id, reason);
    await cache.invalidateQueries({ queryKey: TOKENS.queryKey });
    onClose();
  };
  return (
    <Dialog title={SETTINGS.revokeTitle(`${token.kind}:${token.name}`)} onClose={onClose} onSubmit={() => act(end)}>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <p>{SETTINGS.revokeMore}</p>
      <label className="field">
        <span>{SETTINGS.reason}</span>
        <textarea rows={2} maxLength={4_096} value={reason} onChange={({ target }) => setReason(target.value)} />
      </label>
      <footer>
        <Button onPress={onClose}>{SAID.cancel}</Button>
        <Button kind="danger" submit busy={busy}>
          {SETTINGS.revoke}
        </Button>
      </footer>
    </Dialog>
  );
}
