import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { SAID } from '../words.ts';
import { KEY_WORDS } from './key-words.ts';

const OFF = 'plimsoll-keys-off';
/** Two keys make one command when they follow each other within this time. */
const CHAIN = 1_200;

/** Single keys, for whoever wants them: `?` says which there are, and they can be turned off. */
export function Keys() {
  const [path, go] = useLocation();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    let first = { key: '', at: 0 };
    const press = (event: KeyboardEvent): void => {
      if (isTaken(event) || localStorage.getItem(OFF) !== null) return;
      const id = /^\/d\/([^/]+)/.exec(path)?.[1];
      const keys = event.timeStamp - first.at < CHAIN ? `${first.key} ${event.key}` : event.key;
      first = { key: event.key, at: event.timeStamp };
      if (event.key === '?') setShown(true);
      else if (keys === 'g o' || keys === 'g w') go('/');
      else if (keys === 'g d') go('/deployments');
      else if (event.key === 'a' && id !== undefined) go(`/d/${id}/approve`);
      else if (event.key === 'r' && id !== undefined) document.getElementById('roll-back')?.click();
      else if (event.key === 'h' && id !== undefined) document.getElementById('hold')?.click();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [path, go]);
  return isShown ? <KeyList onClose={() => setShown(false)} /> : null;
}

/** A key that belongs to a field, a dialog or the browser is not ours. */
function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector('dialog[open]') !== null) return true;
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

function KeyList({ onClose }: { readonly onClose: () => void }) {
  const [isOn, setOn] = useState(localStorage.getItem(OFF) === null);
  const turn = (on: boolean): void => {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, 'off');
    setOn(on);
  };
  return (
    <Dialog title={SAID.keys} onClose={onClose} onSubmit={onClose}>
      <dl className="facts">
        {KEY_WORDS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key} className="kbd">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label className="row">
        <input type="checkbox" checked={isOn} onChange={(event) => turn(event.target.checked)} />
        {SAID.keysOn}
      </label>
      <footer>
        <Button kind="go" submit>
          {SAID.close}
        </Button>
      </footer>
    </Dialog>
  );
}
