import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../../test/api/control-plane.ts';
import { glassStatementText } from '../approval/break-glass.ts';
import { type Bundle, signBundle } from '../approval/bundle.ts';
import { SigningKey } from '../approval/signing-key.ts';
import { seconds } from '../core/kernel/duration.ts';

let here: ControlPlaneOnBench;
let id: string;
beforeEach(async () => {
  here = await aControlPlane();
  await here.enrol();
  id = (await here.plane.open(REQUEST)).view.id;
  await here.until(id, 'awaiting-approval');
  await here.approve(id);
});
afterEach(() => here.close());

/** Until a stage is watched that lasts a time. */
async function underWay() {
  for (let waited = 0; waited < 120; waited += 1) {
    const shown = await here.plane.glass(id).catch(() => null);
    if (shown !== null) return shown;
    await here.clock.advance(seconds(1));
  }
  throw new Error('no stage was ever under way');
}
const signedBy = (
  key: SigningKey,
  question: Parameters<typeof glassStatementText>[0],
  reason = 'orders are lost',
): Bundle => signBundle(key, glassStatementText(question, key, reason, here.clock.wall()));
const code = (code: string) => ({ problems: [{ code }] });

describe('breaking the glass', () => {
  it('is signed for the stage that is shown, and counts after ten minutes', async () => {
    const { question, approvers, broken } = await underWay();
    expect({ approvers, broken }).toEqual({ approvers: ['person:ada'], broken: null });

    const after = await here.plane.breakGlass(id, signedBy(here.ada, question));

    expect(after?.broken).toMatchObject({ by: ['person:ada'] });
    const at = Date.parse(after?.broken?.effectiveAt ?? '');
    expect(at - here.clock.wall()).toBe(600_000);
    const { events } = await here.plane.events(id, 0, 0);
    expect(events.map(({ type }) => type)).toContain('GlassBroken');
    const { markdown } = await here.plane.report(id, 'plan');
    expect(markdown.split('\n').slice(0, 6).join('\n')).toMatch(/BREAK GLASS[\s\S]*person:ada/);
  });

  it('is refused twice from one person, for another stage, from a stranger, and without a reason; a good one is taken', async () => {
    const { question } = await underWay();
    const eve = new SigningKey('ed25519', 'person:eve', generateKeyPairSync('ed25519').privateKey);
    const answer = (bundle: Bundle) => here.plane.breakGlass(id, bundle);

    await expect(answer(signedBy(eve, question))).rejects.toMatchObject(code('approver-unknown'));
    const other = { ...question, stageIndex: question.stageIndex + 1 };
    await expect(answer(signedBy(here.ada, other))).rejects.toMatchObject(code('break-glass-not-as-shown'));
    const elsewhere = { ...question, controlPlaneId: 'cp_other' };
    await expect(answer(signedBy(here.ada, elsewhere))).rejects.toMatchObject(code('break-glass-not-as-shown'));
    await expect(answer(signedBy(here.ada, question, ' '))).rejects.toMatchObject(code('reason-missing'));

    await answer(signedBy(here.ada, question));

    await expect(answer(signedBy(here.ada, question))).rejects.toMatchObject(code('break-glass-signed-before'));
  });

  it('has nothing to shorten where nothing lasts a time', async () => {
    await expect(here.plane.glass('dep_none')).rejects.toMatchObject(code('no-such-deployment'));
  });
});
