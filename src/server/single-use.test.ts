import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../../test/api/control-plane.ts';
import type { Bundle } from '../approval/bundle.ts';
import { ChallengeBook } from '../approval/challenge.ts';
import { signAnswer } from '../approval/sign.ts';
import { isRefusal } from '../core/kernel/refusal.ts';
import { answerQuestion } from './answering.ts';

let here: ControlPlaneOnBench;
let id: string;
beforeEach(async () => {
  here = await aControlPlane();
  await here.enrol();
  const { checkpoints } = here.unit.spec;
  const productionPromotion = { ...checkpoints.productionPromotion, approvers: ['person:ada', 'person:bob'], count: 2 };
  // One of two approvals moves nothing on: only its being used stands between it and being used again.
  here.unit.spec = { ...here.unit.spec, checkpoints: { ...checkpoints, productionPromotion } };
  id = (await here.plane.open(REQUEST)).view.id;
  await here.until(id, 'awaiting-approval');
});
afterEach(() => here.close());

async function signed(): Promise<Bundle> {
  const answer = { decision: 'approve', reason: '' } as const;
  const request = await here.plane.sheet(id, 'production-promotion');
  const { person: approver, keyId: credentialId } = here.ada;
  const asked = { checkpoint: 'production-promotion', approver, credentialId, ...answer } as const;
  const bundle = signAnswer(request, answer, (await here.plane.challenge(id, asked)).statement, here.ada);
  if (isRefusal(bundle)) throw new Error(bundle.message);
  return bundle;
}
const granted = async () => (await here.plane.get(id)).approvals.length;
const refusedAs = (...codes: string[]) => ({ problems: [{ code: expect.stringMatching(`^(${codes.join('|')})$`) }] });

describe('an approval counts once', () => {
  it('however many hand it in at the same moment', async () => {
    const bundle = await signed();

    const all = await Promise.allSettled(Array.from({ length: 12 }, () => here.plane.answer(id, bundle)));

    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of all) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject(refusedAs('approval-nonce-spent'));
    }
    expect(await granted()).toBe(1);
  });

  it('also when the process that asked for it forgot that it was used: the journal has spent it', async () => {
    const bundle = await signed();
    await here.plane.answer(id, bundle);
    const { challenges } = here.parts;
    const forgetful = Object.assign(new ChallengeBook(), {
      find: (nonce: string) => {
        const issued = challenges.find(nonce);
        return issued === undefined ? undefined : { ...issued, spent: false };
      },
    });

    const again = answerQuestion({ ...here.parts, challenges: forgetful }, id, bundle);

    await expect(again).rejects.toMatchObject(
      refusedAs('approval-given-before', 'nonce-spent', 'approval-nonce-spent'),
    );
    expect(await granted()).toBe(1);
  });

  it('and not at all after a restart: what it was asked for with is forgotten', async () => {
    const bundle = await signed();
    const restarted = { ...here.parts, challenges: new ChallengeBook() };

    await expect(answerQuestion(restarted, id, bundle)).rejects.toMatchObject(refusedAs('approval-nonce-unknown'));
    expect(await granted()).toBe(0);
    await here.plane.answer(id, bundle);
    expect(await granted()).toBe(1);
  });

  it('and not on a journal that was restored from before it was asked for, or copied', async () => {
    const bundle = await signed();
    const { journal } = here.parts;
    // The same entries up to somewhere, and others from there on.
    const restored = Object.assign(Object.create(journal) as typeof journal, {
      readAll: async () => [],
      head: () => journal.head(),
    });

    const answer = answerQuestion({ ...here.parts, journal: restored }, id, bundle);

    await expect(answer).rejects.toMatchObject(refusedAs('approval-log-head-unknown'));
    expect(await granted()).toBe(0);
  });
});
