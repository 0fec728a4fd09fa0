import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ControlPlane } from '../../api/control-plane.ts';
import type { ClaimedSession, LoginView } from '../../api/identity.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { forgetPending, keepPending, pendingLogin } from '../pending-login.ts';
import { namedServer, originOf } from '../server-address.ts';
import { forgetSession, keepSession, keptSession } from '../session-file.ts';

/** How often it is asked whether a person has signed in, in milliseconds. */
const LOOKS = 1_000;

/**
 * Signs a person in. The link carries nothing that is worth anything: a person signs in on the page with a passkey, compares the
 * code, and hands the session over to the command line that knows the secret behind the link.
 */
export async function login(doing: Doing): Promise<Outcome> {
  const plane = await doing.plane();
  const { dataDir } = doing.invocation;
  const pending = pendingLogin(dataDir);
  const claimed = pending === null ? null : await claim(plane, pending.id, pending.verifier).catch(pastOne);
  if (claimed !== null) return signedInAs(doing, claimed);
  const verifier = randomBytes(32).toString('base64url');
  const asked = await plane.openLogin(`sha256:${createHash('sha256').update(verifier).digest('hex')}`);
  keepPending(dataDir, { id: asked.id, verifier });
  if (doing.invocation.noInput) return handedOut(asked);
  doing.say(
    `Open ${asked.url}\nThe page shows this code: ${asked.code}\nWaiting until ${asked.until}; Ctrl-C leaves, and the next login goes on from here`,
  );
  return signedInAs(doing, await handedOver(plane, asked.id, verifier));
}

/** Ends the session of this folder, here and at the control plane. */
export async function logout(doing: Doing): Promise<Outcome> {
  const { dataDir } = doing.invocation;
  // Also one that seems to be over: clocks differ.
  const session = keptSession(dataDir, 0);
  forgetPending(dataDir);
  if (session === null) {
    forgetSession(dataDir);
    return { exit: EXIT.good, text: 'nobody is signed in here', data: { person: null } };
  }
  await (await doing.plane()).logout().catch((error: unknown) => {
    // A session that the control plane no longer knows is as ended as one can be.
    if (!(error instanceof ProblemError) || !['not-signed-in', 'not-allowed'].includes(error.kind)) throw error;
  });
  forgetSession(dataDir);
  return { exit: EXIT.good, text: `signed out ${session.person}`, data: { person: session.person } };
}

async function signedInAs({ invocation }: Doing, { bearer, person, until }: ClaimedSession): Promise<Outcome> {
  const { dataDir } = invocation;
  const named = await namedServer(invocation);
  const origin = named === undefined ? undefined : originOf(named);
  forgetPending(dataDir);
  keepSession(dataDir, { bearer, person, until, ...(origin === undefined ? {} : { origin }) });
  return { exit: EXIT.good, text: `signed in as ${person} until ${until}`, data: { person, until } };
}

function handedOut({ url, code, until }: LoginView): Outcome {
  const next = [{ command: 'plimsoll login', why: 'when a person has signed in on the page' }];
  return { exit: EXIT.good, text: `${url}\ncode ${code}, until ${until}`, data: { url, code, until, next }, next };
}

async function handedOver(plane: ControlPlane, id: string, verifier: string): Promise<ClaimedSession> {
  for (;;) {
    const claimed = await claim(plane, id, verifier);
    if (claimed !== null) return claimed;
    await wait(LOOKS);
  }
}

/** What was handed over; null while nobody has signed in. */
async function claim(plane: ControlPlane, id: string, verifier: string): Promise<ClaimedSession | null> {
  try {
    return await plane.claimLogin(id, verifier);
  } catch (error) {
    if (error instanceof ProblemError && error.problems[0]?.code === 'login-pending') return null;
    throw error;
  }
}

/** A login of before whose time is over is begun anew. */
function pastOne(error: unknown): null {
  if (error instanceof ProblemError && error.kind === 'not-found') return null;
  throw error;
}
