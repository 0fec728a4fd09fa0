import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../../test/api/control-plane.ts';
import { ENGINE } from '../core/principal/principal.ts';
import { deploymentStream } from '../engine/streams.ts';

const PRODUCTION = { unit: 'checkout', environment: 'production' } as const;

let here: ControlPlaneOnBench;
let damaged: string;
// A release serves; the next one is under way when its record gets an entry that nobody can read, and the control plane starts anew.
beforeEach(async () => {
  const before = await aControlPlane();
  await before.enrol();
  damaged = '';
  for (const [reference, phase] of [
    ['v1', 'completed'],
    ['v2', 'rolling-out'],
  ] as const) {
    const { view } = await before.plane.open({ ...REQUEST, reference });
    await before.until(view.id, 'awaiting-approval');
    await before.approve(view.id);
    await before.until(view.id, phase);
    damaged = view.id;
  }
  await before.close();
  await before.journal.append({
    writes: [
      {
        stream: deploymentStream(damaged),
        expectedVersion: 'any',
        entries: [{ type: 'TrafficShifted', schema: 1, body: { traffic: 'sideways' } }],
      },
    ],
    ...{ requestId: 'damage', epoch: 9, at: before.clock.wall(), steady: 0, proof: 'none' },
    principal: ENGINE,
  });
  here = await aControlPlane(undefined, before);
});
afterEach(() => here.close());

describe('a deployment whose record cannot be read on', () => {
  it('is shown as it was last known, with what cannot be read and the one thing that is left', async () => {
    const view = await here.plane.get(damaged);

    expect(view).toMatchObject({ phase: 'rolling-out', problem: expect.stringContaining('cannot be read on') });
    expect(view.waiting).toMatchObject({
      for: 'a record that can be read',
      default: expect.stringContaining(`plimsoll rollback ${damaged}`),
    });
  });

  it.each(['hold', 'resume', 'abort'] as const)(
    'refuses to %s: nothing is decided on what nobody can read',
    async (kind) => {
      const asked = here.plane.ask(damaged, { kind, reason: 'a test' });

      await expect(asked).rejects.toMatchObject({ problems: [{ code: 'record-unreadable' }] });
    },
  );

  it('gives the traffic back to what the environment’s own record names, and holds the environment', async () => {
    const { router } = here.machine.site('checkout');
    const { signal } = new AbortController();
    expect((await router.observe(signal)).traffic).not.toEqual({ kind: 'split', candidate: 0 });

    await here.plane.ask(damaged, { kind: 'rollback', reason: 'nobody knows its state' });

    expect((await router.observe(signal)).traffic).toEqual({ kind: 'split', candidate: 0 });
    expect(await here.plane.environment(PRODUCTION)).toMatchObject({
      stable: { deployment: expect.not.stringContaining(damaged) },
      heldBy: { by: 'local:os/1000', reason: expect.stringContaining('nobody knows its state') },
    });
  });

  it('keeps nothing from the others: what serves can be seen, and the record of before stays whole', async () => {
    const [, first] = await here.plane.list();

    expect(first).toMatchObject({ phase: 'completed', problem: null });
  });
});
