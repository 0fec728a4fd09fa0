import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../../test/api/control-plane.ts';
import type { AuditRequest } from '../api/audit.ts';
import { seconds } from '../core/kernel/duration.ts';

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
  await here.enrol();
});
afterEach(() => here.close());

const ANY: AuditRequest = {
  ...{ unit: null, environment: null, deployment: null, principal: null, type: null, since: null },
  ...{ limit: 100, cursor: null },
};
const asked = (changes: Partial<AuditRequest> = {}) => here.plane.audit({ ...ANY, ...changes });

/** A deployment that was approved and is measured. */
async function measured(): Promise<string> {
  const { view } = await here.plane.open(REQUEST);
  await here.until(view.id, 'awaiting-approval');
  await here.approve(view.id);
  await here.until(view.id, 'baking');
  return view.id;
}

describe('the audit', () => {
  it('has everything that was recorded but measurements, newest first, with who and how they proved it', async () => {
    const id = await measured();

    const { entries, cursor, head } = await asked({ limit: 500 });
    const all = await here.journal.readAll(0, 10_000);

    expect(entries.map(({ seq }) => seq)).toEqual(
      all
        .filter(({ stream }) => !stream.startsWith('measurements/'))
        .map(({ seq }) => seq)
        .toReversed(),
    );
    expect(cursor).toBeNull();
    expect(head.seq).toBe(all.length);
    expect(entries.find(({ type }) => type === 'DeploymentOpened')).toMatchObject({
      principal: 'local:os/1000',
      proof: 'os-account',
      about: { kind: 'deployment', id, unit: 'checkout', environment: 'production' },
    });
    expect(entries.at(-1)?.about).toEqual({
      kind: 'control-plane',
      id: 'control-plane',
      unit: null,
      environment: null,
    });
  });

  it('comes page by page without losing or repeating an entry', async () => {
    await measured();
    const whole = (await asked({ limit: 500 })).entries.map(({ seq }) => seq);

    const seen: number[] = [];
    for (let cursor: number | null = null, pages = 0; pages === 0 || cursor !== null; pages += 1) {
      const page = await asked({ limit: 7, cursor });
      expect(page.entries.length).toBeLessThanOrEqual(7);
      seen.push(...page.entries.map(({ seq }) => seq));
      cursor = page.cursor;
    }
    expect(seen).toEqual(whole);
  });

  it('leaves out what a filter does not mean', async () => {
    const id = await measured();
    const typesOf = async (changes: Partial<AuditRequest>) => (await asked(changes)).entries.map(({ type }) => type);

    expect(await typesOf({ type: 'ApprovalGranted' })).toEqual(['ApprovalGranted']);
    expect(await typesOf({ principal: 'system:', type: 'DeploymentOpened' })).toEqual([]);
    expect(await typesOf({ principal: 'local:', type: 'DeploymentOpened' })).toEqual(['DeploymentOpened']);
    expect((await asked({ deployment: id })).entries.every(({ about }) => about.id === id)).toBe(true);
    expect((await asked({ unit: 'checkout', environment: 'staging' })).entries.map(({ about }) => about.id)).toContain(
      'slot/checkout/staging',
    );
    expect(await typesOf({ unit: 'moon' })).toEqual([]);
    expect(await typesOf({ since: new Date(here.clock.wall() + 1).toISOString() })).toEqual([]);
  });
});

describe('what was delivered', () => {
  const delivery = (days = 30) => here.plane.delivery({ unit: null, environment: null, days });

  it('is counted from what was recorded', async () => {
    expect((await delivery()).frequency.count).toBe(0);
    const id = await measured();

    const { frequency, leadTime, changeFail, places } = await delivery();
    expect(frequency.count).toBe(1);
    expect(leadTime.median).toBeGreaterThan(0);
    expect(changeFail).toEqual({ share: 0, count: 0, of: 1 });
    expect(places).toEqual([{ unit: 'checkout', environment: 'production' }]);

    await here.plane.ask(id, { kind: 'rollback', reason: 'it leaks' });
    await here.until(id, 'rolled-back');
    const after = await delivery();
    expect(after.changeFail).toEqual({ share: 1, count: 1, of: 1 });
    expect(after.recovery.count).toBe(1);
    expect((await here.plane.delivery({ unit: 'moon', environment: null, days: 30 })).frequency.count).toBe(0);
  });
});

describe('the course of a rollout', () => {
  it('is none before it is measured, and grows with what is', async () => {
    const { view } = await here.plane.open(REQUEST);
    expect(await here.plane.course(view.id)).toBeNull();
    await here.until(view.id, 'awaiting-approval');
    await here.approve(view.id);
    await here.until(view.id, 'baking');
    await here.clock.advance(seconds(2));

    const before = await here.plane.course(view.id);
    await here.until(view.id, 'completed');
    const after = await here.plane.course(view.id);

    expect(before?.courses.length).toBeGreaterThan(0);
    expect(after?.now).toBeGreaterThan(before?.now ?? Infinity);
    expect(after?.marks.at(-1)).toMatchObject({ kind: 'done' });
  });

  it('is the same however often it was asked for on the way', async () => {
    const id = await measured();
    const grown = await here.plane.course(id);
    const { CourseBook } = await import('./course-book.ts');
    const state = here.parts.store.deployment(id)?.state;
    if (state === undefined) throw new Error('it is gone');

    expect(JSON.parse(JSON.stringify(await new CourseBook(here.journal).course(state)))).toEqual(grown);
  });

  it('is refused of a deployment that is not there', async () => {
    await expect(here.plane.course('dep_none')).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('the windows of an environment', () => {
  it('are those of the configuration that was deployed last', async () => {
    await here.plane.open(REQUEST);

    const found = await here.plane.environmentBlackouts(
      { unit: 'checkout', environment: 'production' },
      { from: null, days: 7 },
    );
    expect(found).toMatchObject({ unit: 'checkout', from: here.clock.wall() });
    await expect(
      here.plane.environmentBlackouts({ unit: 'moon', environment: 'production' }, { from: null, days: 7 }),
    ).rejects.toMatchObject({ problems: [{ code: 'no-such-environment' }] });
  });
});
