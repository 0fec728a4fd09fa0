import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, HEADERS, REQUEST } from '../../test/api/control-plane.ts';
import type { ToSign } from '../api/consents.ts';
import type { Bundle } from '../approval/bundle.ts';
import { challengeOf } from '../approval/webauthn/challenge.ts';
import { passkeyIdOf } from '../approval/webauthn/passkey.ts';
import { seconds } from '../core/kernel/duration.ts';
import { type Otherwise, SoftwareAuthenticator } from '../testing/software-authenticator.ts';

const PLACE = { config: '/shop/plimsoll.yaml', environment: 'production' };
const PRODUCTION = { unit: 'checkout', environment: 'production' };

let here: ControlPlaneOnBench;
let passkey: SoftwareAuthenticator;
beforeEach(async () => {
  here = await aControlPlane();
  passkey = new SoftwareAuthenticator({ counter: 'rising' });
  await enrol('ada', passkey);
});
afterEach(() => here.close());

// biome-ignore lint/suspicious/noExplicitAny: what a test looks into is whatever was answered.
async function ask(path: string, body: unknown): Promise<any> {
  const sent = { method: 'POST', headers: HEADERS, body: JSON.stringify(body) };
  return (await here.app.request(`/api/v1${path}`, sent)).json();
}

async function enrol(name: string, of: SoftwareAuthenticator): Promise<void> {
  const { ceremony, options } = await ask('/passkeys/options', { name, groups: [], environments: null });
  const { claim, options: next } = await ask('/passkeys', { ceremony, response: of.register(options.challenge) });
  await ask('/approvers', { ...claim, possession: { kind: 'webauthn', ...of.assert(next.challenge) } });
}
const wish = (changes: object = {}) => ({
  ...{ approver: 'person:ada', credentialId: passkeyIdOf(passkey.credentialId), reason: 'read and meant' },
  ...changes,
});
const signed = ({ statement, challenge }: ToSign, otherwise: Otherwise = {}, of = passkey): Bundle => ({
  statement,
  signature: { kind: 'webauthn', ...of.assert(challenge, otherwise) },
});
const codeOf = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'taken',
    (error) => error.problems?.[0]?.code ?? String(error),
  );

/** What a browser does wrongly, and the code by which each is refused: the same for whatever is signed. */
const WRONG: readonly (readonly [Otherwise, string])[] = [
  [{ origin: 'http://localhost:3000' }, 'passkey-origin-wrong'],
  [{ rpId: 'example.org' }, 'passkey-rp-wrong'],
  [{ isUserVerified: false }, 'passkey-user-unverified'],
  [{ counter: 1 }, 'passkey-counter-fell'],
];

/** Each wrong way is refused, and the right one is taken, once. */
async function takenOnce(
  toSign: () => Promise<ToSign>,
  handIn: (bundle: Bundle) => Promise<unknown>,
  { again, changed: whenChanged = 'passkey-challenge-wrong' }: { readonly again: string; readonly changed?: string },
) {
  for (const [otherwise, code] of WRONG) expect(await codeOf(handIn(signed(await toSign(), otherwise)))).toBe(code);
  const other = signed({ ...(await toSign()), challenge: Buffer.alloc(32).toString('base64url') });
  expect(await codeOf(handIn(other))).toBe('passkey-challenge-wrong');
  const good = signed(await toSign());
  const changed = { ...good, statement: good.statement.replace('read and meant', 'rather not!!!!') };
  expect(await codeOf(handIn(changed))).toBe(whenChanged);

  expect(await codeOf(handIn(good))).toBe('taken');
  expect(await codeOf(handIn(good))).toBe(again);
}

describe('a passkey signs', () => {
  it('a change of policy, bound to just that change', async () => {
    await adopted();
    const { spec } = here.unit;
    here.unit.spec = { ...spec, evidenceMaxAge: (spec.evidenceMaxAge * 2) as typeof spec.evidenceMaxAge };

    await takenOnce(
      () => here.plane.policyToSign({ ...PLACE, ...wish() }),
      (bundle) => here.plane.consentToPolicy({ ...PLACE, bundle }),
      { again: 'policy-unchanged' },
    );

    expect((await here.plane.policy(PLACE)).inForce).toMatchObject({ version: 2, by: ['person:ada'] });
    expect(await codeOf(here.plane.policyToSign({ ...PLACE, ...wish() }))).toBe('policy-unchanged');
  });

  it('a change of policy that another has signed, where it waits for them and without the file', async () => {
    const bob = new SoftwareAuthenticator({});
    const asBob = { approver: 'person:bob', credentialId: passkeyIdOf(bob.credentialId) };
    await enrol('bob', bob);
    const [{ id: proposal } = { id: '' }] = (await here.plane.trust()).proposals;
    await here.plane.consentToTrust({
      proposal,
      bundle: signed(await here.plane.trustToSign({ proposal, ...wish() })),
    });
    const { spec } = here.unit;
    const both = { ...spec.checkpoints.productionPromotion, approvers: ['person:ada', 'person:bob'], count: 2 };
    const needsTwo = { ...spec, checkpoints: { ...spec.checkpoints, productionPromotion: both } };
    here.unit.spec = needsTwo;
    await adopted((id) => approved(id, asBob, bob));
    expect(await codeOf(here.plane.policy(PRODUCTION))).toBe('no-policy-waiting');
    here.unit.spec = { ...needsTwo, evidenceMaxAge: (spec.evidenceMaxAge * 2) as typeof spec.evidenceMaxAge };
    const ofAda = signed(await here.plane.policyToSign({ ...PLACE, ...wish() }));
    await here.plane.consentToPolicy({ ...PLACE, bundle: ofAda });
    // The file is another again: what Ada signed waits all the same, and Bob signs just that.
    here.unit.spec = needsTwo;

    const waiting = await here.plane.policiesWaiting();
    const ofBob = signed(await here.plane.policyToSign({ ...PRODUCTION, ...wish(asBob) }), {}, bob);
    const after = await here.plane.consentToPolicy({ ...PRODUCTION, bundle: ofBob });

    expect(waiting).toMatchObject([{ ...PRODUCTION, signed: ['person:ada'], needed: 2 }]);
    expect(after.inForce).toMatchObject({ version: 2, by: ['person:ada', 'person:bob'] });
    expect(after.inForce?.protection.evidenceMaxAge).toBe(spec.evidenceMaxAge * 2);
    expect(await here.plane.policiesWaiting()).toEqual([]);
  });

  it('a change of the trust list, bound to just that version', async () => {
    await enrol('bob', new SoftwareAuthenticator({}));
    const [proposal] = (await here.plane.trust()).proposals;
    const id = proposal?.id ?? '';

    await takenOnce(
      () => here.plane.trustToSign({ proposal: id, ...wish() }),
      (bundle) => here.plane.consentToTrust({ proposal: id, bundle }),
      { again: 'no-such-proposal' },
    );

    expect((await here.plane.trust()).list?.persons.map(({ name }) => name)).toEqual(['person:ada', 'person:bob']);
    expect(await codeOf(here.plane.trustToSign({ proposal: id, ...wish() }))).toBe('no-such-proposal');
  });

  it('breaking the glass, bound to just that stage', async () => {
    const { view } = await here.plane.open(REQUEST);
    await here.until(view.id, 'awaiting-approval');
    await approved(view.id);
    for (let waited = 0; (await codeOf(here.plane.glass(view.id))) !== 'taken'; waited += 1) {
      expect(waited).toBeLessThan(120);
      await here.clock.advance(seconds(1));
    }

    await takenOnce(
      () => here.plane.glassToSign(view.id, wish()),
      (bundle) => here.plane.breakGlass(view.id, bundle),
      // The signature is for the stage as it was, and this person has signed.
      { again: 'passkey-counter-fell' },
    );

    expect((await here.plane.glass(view.id)).broken?.by).toEqual(['person:ada']);
  });

  it('an act on an environment, bound to the hold that was shown', async () => {
    await adopted();
    await here.plane.holdEnvironment(PRODUCTION, 'an audit');
    const answer = { act: 'release', ...wish() } as const;
    const toSign = async (): Promise<ToSign> => {
      const { statement } = await here.plane.actChallenge(PRODUCTION, answer);
      return { statement, challenge: challengeOf(statement) };
    };

    await takenOnce(toSign, (bundle) => here.plane.act(PRODUCTION, 'release', bundle), {
      ...{ again: 'environment-not-held', changed: 'approval-nonce-for-another-statement' },
    });
  });

  it('nothing in the name of another person, with another’s key, or with none', async () => {
    await enrol('bob', new SoftwareAuthenticator({}));
    const [proposal] = (await here.plane.trust()).proposals;
    const asked = { proposal: proposal?.id ?? '' };

    for (const changes of [{ approver: 'person:bob' }, { credentialId: 'sha256:none' }, { approver: 'agent:x' }])
      expect(await codeOf(here.plane.trustToSign({ ...asked, ...wish(changes) }))).toBe('approver-unknown');
    const eve = signed(await here.plane.trustToSign({ ...asked, ...wish() }), {}, new SoftwareAuthenticator({}));
    expect(await codeOf(here.plane.consentToTrust({ ...asked, bundle: eve }))).toBe('approver-unknown');
  });
});

async function approved(id: string, as: object = {}, of = passkey): Promise<void> {
  const asked = { checkpoint: 'production-promotion', decision: 'approve', ...wish(as) } as const;
  const { statement } = await here.plane.challenge(id, asked);
  await here.plane.answer(id, signed({ statement, challenge: challengeOf(statement) }, {}, of));
}

/** A first release is out, and its policy adopted. */
async function adopted(andBy: (id: string) => Promise<void> = async () => undefined): Promise<void> {
  const { view } = await here.plane.open(REQUEST);
  await here.until(view.id, 'awaiting-approval');
  await approved(view.id);
  await andBy(view.id);
  await here.until(view.id, 'completed');
}
