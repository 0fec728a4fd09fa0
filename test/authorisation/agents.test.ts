import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signAnswer } from '../../src/approval/sign.ts';
import { minutes } from '../../src/core/kernel/duration.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import { WIDEST } from '../../src/core/principal/agent-budget.ts';
import { REQUEST } from '../api/control-plane.ts';
import { aCrowd, type Crowd } from './callers.ts';

let crowd: Crowd;
let agent: string;
beforeEach(async () => {
  crowd = await aCrowd();
  agent = (await crowd.token()).secret;
});
afterEach(() => crowd.here.close());

const open = (bearer: string | null = agent, changes: object = {}) =>
  crowd.ask('POST', '/api/v1/deployments', bearer, { ...REQUEST, ...changes });

/** Ada says no to a deployment. */
async function reject(id: string): Promise<void> {
  const { plane, ada } = crowd.here;
  const request = await plane.sheet(id, 'production-promotion');
  const answer = { decision: 'reject', reason: 'not today' } as const;
  const asked = { checkpoint: 'production-promotion', approver: ada.person, credentialId: ada.keyId } as const;
  const challenge = await plane.challenge(id, { ...asked, ...answer });
  const bundle = signAnswer(request, answer, challenge.statement, ada);
  if (isRefusal(bundle)) throw new Error(bundle.message);
  await plane.answer(id, bundle);
}

describe('what a person rejected', () => {
  it('is not asked for again by an agent within the hour, and by a person at once', async () => {
    const { value } = await open();
    await crowd.here.until(value.view.id, 'awaiting-approval');
    await reject(value.view.id);

    expect(await open()).toMatchObject({ status: 409, code: 'rejected-lately' });
    expect((await open((await crowd.token({ name: 'another' })).secret)).code).toBe('rejected-lately');
    const byPerson = await open(await crowd.bearerOf('admin'));
    expect(byPerson.value).toMatchObject({ attached: false });
  });

  it('goes with an agent’s next deployment by its digests, so that the same bytes of another commit are known', async () => {
    const { value } = await open(agent, { reference: 'a' });
    await crowd.here.until(value.view.id, 'awaiting-approval');
    await reject(value.view.id);
    await open(agent, { reference: 'b' });
    await open(await crowd.bearerOf('admin'), { reference: 'c' });

    const entries = await crowd.here.journal.readAll(0, 1_000);
    const built = entries.find(({ type }) => type === 'ArtifactsBuilt')?.body as never as {
      readonly release: { readonly artifacts: readonly { readonly digest: string }[] };
    };
    const rejected = entries
      .filter(({ type }) => type === 'DeploymentOpened')
      .map(
        ({ body }) => (body as never as { opening: { rejected?: readonly { digests: unknown }[] } }).opening.rejected,
      );
    expect(rejected.map((all) => all?.map(({ digests }) => digests))).toEqual([
      undefined,
      [built.release.artifacts.map(({ digest }) => digest)],
      undefined,
    ]);
  });

  it('may be asked for again when the hour is over', async () => {
    const { value } = await open();
    await crowd.here.until(value.view.id, 'awaiting-approval');
    await reject(value.view.id);

    await crowd.here.clock.advance(minutes(61));
    expect((await open()).value).toMatchObject({ attached: false });
  });
});

describe('what a configuration narrows', () => {
  const narrow = (agents: Partial<typeof WIDEST>) => {
    crowd.here.unit.spec = { ...crowd.here.unit.spec, agents: { ...WIDEST, ...agents } };
  };

  it('binds agents and nobody else', async () => {
    narrow({ environments: ['staging'] });

    expect(await open()).toMatchObject({ status: 409, code: 'environment-not-for-agents' });
    expect((await open(await crowd.bearerOf('ci'))).value).toMatchObject({ attached: false });
  });

  it.each([
    [{ hours: { from: 13 * 60, to: 14 * 60, zone: 'UTC' } }, 'outside-agents-hours'],
    [{ hours: { from: 11 * 60, to: 13 * 60, zone: 'UTC' } }, ''],
    [{ hours: { from: 13 * 60, to: 14 * 60, zone: 'Europe/Berlin' } }, ''],
    [{ deploymentsPerDay: 0 }, 'budget-spent'],
    [{ deploymentsPerDay: 1 }, ''],
    [{ textBytes: 5 }, 'text-too-long'],
  ])('is obeyed: %j', async (agents, code) => {
    narrow(agents);

    expect((await open()).code).toBe(code);
  });

  it('counts changes of a deployment by what its own configuration says', async () => {
    narrow({ changesPerMinute: 2 });
    const { value } = await open();
    const resume = () =>
      crowd.ask('POST', `/api/v1/deployments/${value.view.id}/requests`, agent, { kind: 'resume', reason: 'x' });

    // Opening it was the first.
    expect((await resume()).code).toBe('nothing-to-resume');
    expect((await resume()).code).toBe('budget-spent');
  });
});

describe('an agent that asks for everything it must not', () => {
  it('changes nothing that belongs to a person', async () => {
    const { value } = await open();
    const { id } = value.view;
    await crowd.here.until(id, 'awaiting-approval');
    const before = await crowd.here.plane.get(id);

    for (const path of ['answers', 'challenges']) {
      expect(await crowd.ask('POST', `/api/v1/deployments/${id}/${path}`, agent, {})).toMatchObject({
        ...{ status: 403, code: 'role-may-not' },
      });
    }
    await crowd.here.approve(id);
    await crowd.here.until(id, 'baking');
    const ada = await crowd.bearerOf('admin');
    const ask = (bearer: string | null, kind: string) =>
      crowd.ask('POST', `/api/v1/deployments/${id}/requests`, bearer, { kind, reason: 'a test' });
    await ask(ada, 'hold');

    expect(await ask(agent, 'resume')).toMatchObject({ status: 403, code: 'held-by-a-person' });
    expect((await ask(agent, 'rollback')).status).toBe(200);
    expect(before.phase).toBe('awaiting-approval');
  });
});
