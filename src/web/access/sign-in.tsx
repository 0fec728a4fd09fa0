import { useState } from 'react';
import { useWatched } from '../data/watched.ts';
import { Button } from '../parts/button.tsx';
import { ProblemNotice } from '../parts/notice.tsx';
import { SAID } from '../words.ts';
import { Doorway } from './doorway.tsx';
import { signIn } from './enter.ts';
import { session } from './session.ts';
import { useAct } from './use-act.ts';

/** Signs in with a passkey; what the page shows goes on from there. */
export function SignInButton({ onDone }: { readonly onDone?: () => void }) {
  const { act, busy, problem } = useAct();
  return (
    <>
      {problem === null ? null : <ProblemNotice error={problem} />}
      <div>
        <Button
          kind="go"
          busy={busy}
          onPress={() =>
            act(async () => {
              await signIn();
              onDone?.();
            })
          }
        >
          {SAID.signInButton}
        </Button>
      </div>
    </>
  );
}

/** In place of any room, for whoever is not signed in. */
export function SignInRoom() {
  const refused = useWatched(session.refused);
  const [opened] = useState(() => location.pathname);
  return (
    <Doorway title={SAID.signInTitle}>
      {refused === null ? null : <ProblemNotice error={refused} />}
      <p>{SAID.signInMore}</p>
      <SignInButton />
      <p className="quiet">{SAID.signInTerminal}</p>
      <pre>{commandFor(opened)}</pre>
    </Doorway>
  );
}

const commandFor = (path: string): string => {
  const id = /^\/d\/([^/]+)/.exec(path)?.[1];
  return id === undefined ? 'plimsoll login' : `plimsoll approve ${id}`;
};
