import type { ControlPlane } from '../../api/control-plane.ts';
import type { EnvironmentPlace, EnvironmentView } from '../../api/environments.ts';
import { type ActRequest, commandForAct } from '../../approval/act/request.ts';
import { signAct } from '../../approval/act/sign.ts';
import type { EnvironmentAct } from '../../core/guard/verified-act.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { granted, openedKey } from '../opened-key.ts';
import type { Outcome } from '../outcome.ts';
import { actLines } from '../render/act.ts';
import { required } from '../required.ts';
import { placeOf, shownAs } from './environment.ts';

/** Shows what an act on an environment answers, signs it at the terminal, and hands it in. */
export async function actSigned(
  doing: Doing,
  name: string,
  act: EnvironmentAct,
  options: { readonly reason?: string; readonly key?: string },
): Promise<Outcome> {
  const reason = required('reason', options.reason);
  const plane = await doing.plane();
  const place = await placeOf(plane, doing, name);
  const request = await plane.actSheet(place, act);
  doing.say(actLines(request, reason).join('\n'));
  if (doing.invocation.noInput) {
    const errors = [
      {
        code: 'no-terminal',
        message: 'An act on an environment is signed at a terminal, by a person',
        remedy: `At a terminal: ${commandForAct(act, name)}`,
      },
    ];
    return { exit: EXIT.notAllowed, text: '', data: request, errors };
  }
  return shownAs(await sign(plane, place, request, { reason, key: options.key }));
}

async function sign(
  plane: ControlPlane,
  place: EnvironmentPlace,
  request: ActRequest,
  { reason, key: named }: { readonly reason: string; readonly key: string | undefined },
): Promise<EnvironmentView> {
  const key = await openedKey(named, request.environment);
  const { act } = request.context;
  const asked = { act, reason, approver: key.person, credentialId: key.keyId };
  const challenge = await plane.actChallenge(place, asked);
  return plane.act(place, act, granted(signAct(request, reason, challenge.statement, key)));
}
