import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../../test/api/control-plane.ts';

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
});
afterEach(() => here.close());

describe('receivers', () => {
  it('are none where a unit tells nobody', async () => {
    expect(await here.plane.receivers({ config: REQUEST.config, unit: null })).toEqual([]);
    expect(await here.plane.receivers({ config: null, unit: null })).toEqual([]);
  });

  it('that there are not are refused with those that there are', async () => {
    const testing = here.plane.testReceiver({ config: REQUEST.config, receiver: 'slack' });

    await expect(testing).rejects.toMatchObject({ problems: [{ code: 'no-such-receiver' }] });
  });

  it('of a unit that nobody deployed are refused', async () => {
    await expect(here.plane.receivers({ config: null, unit: 'moon' })).rejects.toMatchObject({
      problems: [{ code: 'no-such-unit' }],
    });
  });
});
