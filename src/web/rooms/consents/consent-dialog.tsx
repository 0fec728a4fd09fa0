import { type ReactNode, useState } from 'react';
import type { ConsentWish, ToSign } from '../../../api/consents.ts';
import type { Bundle } from '../../../approval/bundle.ts';
import { type ShownChange, signConsent } from '../../access/consent.ts';
import { useAct } from '../../access/use-act.ts';
import { useSigners } from '../../access/use-signers.ts';
import { useIsLive } from '../../data/freshness.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Notice, ProblemNotice } from '../../parts/notice.tsx';
import { SAID } from '../../words.ts';
import { CONSENTS } from './words.ts';

interface ConsentDialogProps {
  readonly title: string;
  /** What is shown, to the field. */
  readonly shown: ShownChange;
  readonly needsReason: boolean;
  /** What the control plane offers to sign for it. */
  readonly offer: (wish: ConsentWish) => Promise<ToSign>;
  readonly handIn: (bundle: Bundle) => Promise<void>;
  readonly onClose: () => void;
  /** The change in full, as a person reads it. */
  readonly children: ReactNode;
}

/** A change in full, and a passkey's signature under just that. */
export function ConsentDialog({ title, shown, needsReason, offer, handIn, onClose, children }: ConsentDialogProps) {
  const signers = useSigners();
  const [keyId, setKeyId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const { act, busy, problem } = useAct();
  const isLive = useIsLive();
  const signer = signers?.find((one) => one.keyId === keyId) ?? signers?.[0];
  const isUnexplained = needsReason && reason.trim() === '';
  const whyNot = !isLive
    ? SAID.notLive
    : signer === undefined
      ? CONSENTS.nobodySigns
      : isUnexplained
        ? CONSENTS.needsReason
        : '';
  const sign = async (): Promise<void> => {
    if (signer === undefined) return;
    await handIn(await signConsent(shown, reason, signer, offer));
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} onSubmit={() => whyNot === '' && act(sign)}>
      {problem === null ? null : <ProblemNotice error={problem} />}
      {children}
      {signers?.length === 0 ? <Notice kind="doubt">{CONSENTS.noPasskey}</Notice> : null}
      {signers === undefined || signers.length === 0 ? null : (
        <label className="field">
          <span>{CONSENTS.signAs}</span>
          <select value={signer?.keyId ?? ''} onChange={({ target }) => setKeyId(target.value)}>
            {signers.map((one) => (
              <option key={one.keyId} value={one.keyId}>
                {one.person} ({CONSENTS.passkey(one.keyId.slice(7, 15))})
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="field">
        <span>{CONSENTS.reason}</span>
        <textarea rows={2} maxLength={4_096} value={reason} onChange={({ target }) => setReason(target.value)} />
      </label>
      <footer>
        <Button onPress={onClose}>{SAID.cancel}</Button>
        <Button kind="yes" submit busy={busy} whyNot={whyNot}>
          {CONSENTS.sign}
        </Button>
      </footer>
    </Dialog>
  );
}
