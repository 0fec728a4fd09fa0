import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../../test/api/control-plane.ts';
import { signAct } from '../approval/act/sign.ts';
import type { EnvironmentAct } from '../core/guard/verified-act.ts';
import { isRefusal } from '../core/kernel/refusal.ts';
import { DriverError } from '../ports/driver-error.ts';

const PRODUCTION = { unit: 'checkout', environment: 'production' } as const;

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
  await here.enrol();
  await shipped('v1');
});
afterEach(() => here.close());

/** Ships a commit to its end, and returns its deployment. */
async function shipped(reference: string): Promise<string> {
  const { view } = await here.plane.open({ ...REQUEST, reference });
  await here.until(view.id, 'awaiting-approval');
  await here.approve(view.id);
  await here.until(view.id, 'completed');
  return view.id;
}

/** Ada signs an act as it is put to her. */
async function signed(act: EnvironmentAct, reason = 'all is well') {
  const { plane, ada } = here;
  const request = await plane.actSheet(PRODUCTION, act);
  const asked = { act, reason, approver: ada.person, credentialId: ada.keyId };
  const challenge = await plane.actChallenge(PRODUCTION, asked);
  const bundle = signAct(request, reason, challenge.statement, ada);
  if (isRefusal(bundle)) throw new Error(bundle.message);
  return bundle;
}
const code = (value: string) => ({ problems: [expect.objectContaining({ code: value })] });

describe('an environment over the API', () => {
  it('shows what serves, what is kept to go back to, and who holds it and why', async () => {
    await shipped('v2');

    const held = await here.plane.holdEnvironment(PRODUCTION, 'the provider is down');

    expect(held).toMatchObject({
      stable: { version: expect.any(String), deployment: expect.stringMatching(/^dep_/) },
      earlier: [{ release: expect.stringMatching(/^rel_/) }],
      heldBy: { by: 'local:os/1000', reason: 'the provider is down' },
      drift: null,
    });
    expect((await here.plane.environments()).find((one) => one.environment === 'production')).toEqual(held);
  });

  it('is refused by a name that nobody deployed to', async () => {
    const asked = here.plane.environment({ unit: 'checkout', environment: 'moon' });

    await expect(asked).rejects.toMatchObject(code('no-such-environment'));
  });

  it('is released by the signature of an approver, once', async () => {
    await here.plane.holdEnvironment(PRODUCTION, 'the provider is down');
    const bundle = await signed('release');

    expect((await here.plane.act(PRODUCTION, 'release', bundle)).heldBy).toBeNull();
    await here.plane.holdEnvironment(PRODUCTION, 'down again');

    await expect(here.plane.act(PRODUCTION, 'release', bundle)).rejects.toMatchObject(
      code('approval-for-another-moment'),
    );
  });

  it('is not released by a signature over other bytes, nor for another act', async () => {
    await here.plane.holdEnvironment(PRODUCTION, 'the provider is down');
    const bundle = await signed('release');
    const changed = { ...bundle, statement: bundle.statement.replace('all is well', 'all is fine') };

    await expect(here.plane.act(PRODUCTION, 'release', changed)).rejects.toMatchObject(
      code('approval-nonce-for-another-statement'),
    );
    await expect(here.plane.act(PRODUCTION, 'accept-drift', bundle)).rejects.toMatchObject(code('no-drift'));
    expect((await here.plane.environment(PRODUCTION)).heldBy).not.toBeNull();
  });

  it('is not released with a factor that its policy does not take', async () => {
    const { checkpoints } = here.unit.spec;
    const productionPromotion = { ...checkpoints.productionPromotion, factors: ['passkey'] as const };
    await here.plane.holdEnvironment(PRODUCTION, 'the provider is down');
    const bundle = await signed('release');
    const { policy } = here.slot();
    if (policy === null) throw new Error('no policy is in force');
    const protection = { ...policy.protection, checkpoints: { ...checkpoints, productionPromotion } };
    Object.assign(policy, { protection });

    await expect(here.plane.act(PRODUCTION, 'release', bundle)).rejects.toMatchObject(code('approval-factor-refused'));
    Object.assign(policy, { protection: { ...protection, checkpoints } });
    expect((await here.plane.act(PRODUCTION, 'release', await signed('release'))).heldBy).toBeNull();
  });

  it('is not released by somebody who is not enrolled', async () => {
    await here.plane.holdEnvironment(PRODUCTION, 'the provider is down');
    const asked = { act: 'release', reason: 'x', approver: 'person:bob', credentialId: here.ada.keyId } as const;
    const challenge = await here.plane.actChallenge(PRODUCTION, asked);
    const signature = here.ada.sign('application/vnd.in-toto+json', challenge.statement);
    const bundle = { statement: challenge.statement, signature: { kind: 'ed25519', keyId: here.ada.keyId, signature } };

    await expect(here.plane.act(PRODUCTION, 'release', bundle as never)).rejects.toMatchObject(
      code('approver-unknown'),
    );
  });

  it('that is not as recorded says so at once when it is looked at, and its traffic is put back once that is signed', async () => {
    const { router } = here.machine.site('checkout');
    router.interfere({ kind: 'out-of-service' });

    const seen = await here.plane.environment(PRODUCTION);
    const after = await here.plane.act(PRODUCTION, 'accept-drift', await signed('accept-drift'));

    expect(seen.drift).toMatchObject({
      differences: [{ about: 'traffic', found: 'out of service' }],
      acceptedBy: null,
    });
    expect(after).toMatchObject({ drift: null, traffic: { kind: 'split', candidate: 0 } });
  });
});

describe('a rollback after completion', () => {
  const rollback = (id: string, to?: string) =>
    here.plane.ask(id, { kind: 'rollback', reason: 'it leaks', ...(to === undefined ? {} : { to }) });

  it('brings the release before back, in a deployment of its own, and holds the environment', async () => {
    const [first] = await here.plane.environments().then((all) => all.filter((one) => one.stable !== null));
    const second = await shipped('v2');

    const view = await rollback(second);
    await here.until(view.id, 'rolled-back');

    const environment = await here.plane.environment(PRODUCTION);
    expect(view).toMatchObject({ phase: 'rolling-back', restores: first?.stable?.version });
    expect(view.id).not.toBe(second);
    expect(environment).toMatchObject({
      stable: { release: first?.stable?.release, deployment: view.id },
      hold: { deployment: view.id },
      drift: null,
    });
    expect((await here.plane.get(second)).phase).toBe('completed');
  });

  it('goes to the release that is named, and not to one that was never kept', async () => {
    const [first] = (await here.plane.environments()).filter((one) => one.stable !== null);
    await shipped('v2');
    const third = await shipped('v3');

    await expect(rollback(third, 'rel_none')).rejects.toMatchObject(code('release-not-kept'));
    const view = await rollback(third, first?.stable?.release);
    await here.until(view.id, 'rolled-back');

    expect((await here.plane.environment(PRODUCTION)).stable?.release).toBe(first?.stable?.release);
  });

  it('is asked of what serves: an older deployment names the one that does', async () => {
    const [first] = await here.plane.list();
    await shipped('v2');

    await expect(rollback(first?.id ?? '')).rejects.toMatchObject(code('not-what-serves'));
  });

  it('is refused while another deployment holds the environment', async () => {
    const second = await shipped('v2');
    const { view } = await here.plane.open({ ...REQUEST, reference: 'v3' });
    await here.until(view.id, 'awaiting-approval');
    await here.approve(view.id);
    await here.until(view.id, 'rolling-out');

    await expect(rollback(second)).rejects.toMatchObject(code('environment-busy'));
  });

  it('leaves what serves alone while the earlier release does not come up, and calls a person', async () => {
    const second = await shipped('v2');
    const serving = (await here.plane.environment(PRODUCTION)).stable;
    here.machine.interpose = ({ act, site }) => {
      if (act === 'target.prepare' && site === 'checkout/production')
        throw new DriverError('no port', { retryable: true });
    };

    const view = await rollback(second);
    await here.until(view.id, 'rollback-failed');

    const { instances } = await here.machine.site('checkout').target.observe(new AbortController().signal);
    expect(new Set(instances.map((one) => one.releaseId))).toEqual(new Set([serving?.release]));
    expect(await here.plane.environment(PRODUCTION)).toMatchObject({ stable: serving, traffic: { candidate: 0 } });
    here.machine.interpose = () => undefined;
    await here.until(view.id, 'rolled-back');
  });
});
