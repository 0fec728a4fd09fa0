import { commandForAct } from '../../approval/act/request.ts';
import { signAct } from '../../approval/act/sign.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { granted, openedKey } from '../opened-key.ts';
import type { Outcome } from '../outcome.ts';
import { actLines } from '../render/act.ts';
import { required } from '../required.ts';
import { shownAs } from './environment.ts';
import { configured } from './gate-replay.ts';

/** What `adopt` is told. */
export interface AdoptOptions {
  readonly reference: string;
  readonly artifact: readonly string[];
  readonly reason?: string;
  readonly key?: string;
}

/** Records what runs already as the stable release, signed at the terminal by an approver. */
export async function adoptRunning(doing: Doing, options: AdoptOptions): Promise<Outcome> {
  const reason = required('reason', options.reason);
  const { config, environment, noInput } = doing.invocation;
  const { name: unit } = await configured(doing);
  const place = { unit, environment: environment ?? 'production' };
  const plane = await doing.plane();
  const { reference, artifact: artifacts } = options;
  const request = await plane.proposeAdoption(place, { config, reference, artifacts });
  doing.say(actLines(request, reason).join('\n'));
  if (noInput) {
    const message = 'What runs is adopted at a terminal, by a person';
    const errors = [
      { code: 'no-terminal', message, remedy: `At a terminal: ${commandForAct('adopt', place.environment)}` },
    ];
    return { exit: EXIT.notAllowed, text: '', data: request, errors };
  }
  const key = await openedKey(options.key, request.environment);
  const asked = { act: 'adopt', reason, approver: key.person, credentialId: key.keyId } as const;
  const challenge = await plane.actChallenge(place, asked);
  return shownAs(await plane.act(place, 'adopt', granted(signAct(request, reason, challenge.statement, key))));
}
