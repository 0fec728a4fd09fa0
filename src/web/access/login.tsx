import { useState } from 'react';
import { Link } from 'wouter';
import type { LoginView } from '../../api/identity.ts';
import type { PageAccess } from '../../api/passkeys.ts';
import { plane } from '../data/plane.ts';
import { Button } from '../parts/button.tsx';
import { Notice, ProblemNotice } from '../parts/notice.tsx';
import { SAID } from '../words.ts';
import { ACCESS } from './access-words.ts';
import { Doorway } from './doorway.tsx';
import { signIn } from './enter.ts';
import { keptFragment } from './fragment.ts';
import { useAct } from './use-act.ts';

type Step =
  | { readonly kind: 'asked' }
  | { readonly kind: 'compare'; readonly access: PageAccess; readonly login: LoginView }
  | { readonly kind: 'in'; readonly access: PageAccess; readonly said: string };

/** Signs a person in, and hands the session to a terminal that waits for it. */
export function LoginRoom() {
  const [step, setStep] = useState<Step>({ kind: 'asked' });
  const { act, busy, problem } = useAct();
  const login = keptFragment();
  const begin = async (): Promise<void> => {
    const access = await signIn();
    if (login === '') setStep({ kind: 'in', access, said: ACCESS.signedInAs(access.who) });
    else setStep({ kind: 'compare', access, login: await plane.login(login) });
  };
  const handOver = async (access: PageAccess, { id, code }: LoginView): Promise<void> => {
    await plane.handOverLogin(id, code);
    setStep({ kind: 'in', access, said: ACCESS.handedOver(access.who) });
  };
  const why = problem === null ? null : <ProblemNotice error={problem} />;
  if (step.kind === 'asked') {
    return (
      <Doorway title={ACCESS.loginTitle}>
        {why}
        <p>{ACCESS.loginMore}</p>
        <Button kind="go" busy={busy} onPress={() => act(begin)}>
          {SAID.signInButton}
        </Button>
      </Doorway>
    );
  }
  if (step.kind === 'compare') {
    const { access, login: waiting } = step;
    return (
      <Doorway title={ACCESS.compareTitle}>
        {why}
        <Notice kind="good">{ACCESS.signedInAs(access.who)}</Notice>
        <p>{ACCESS.compareMore}</p>
        <p className="code" id="code">
          {waiting.code}
        </p>
        <p>{ACCESS.compareDiffer}</p>
        <Button kind="go" busy={busy} onPress={() => act(() => handOver(access, waiting))}>
          {ACCESS.compareYes}
        </Button>
      </Doorway>
    );
  }
  const { access, said } = step;
  const until = access.until === null ? ACCESS.untilItStops : new Date(access.until).toLocaleString();
  return (
    <Doorway title={ACCESS.signedIn}>
      <Notice kind="good">{said}</Notice>
      <p>{ACCESS.youAre(access.who, until)}</p>
      <Link href="/" className="button go">
        {SAID.toOverview}
      </Link>
    </Doorway>
  );
}
