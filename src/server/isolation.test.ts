import { afterEach, beforeEach, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench } from '../../test/api/control-plane.ts';
import type { Isolation } from '../approval/verify/assurance.ts';
import { CONTROL_PLANE_STREAM } from '../engine/streams.ts';
import { NOON } from '../testing/builders.ts';
import { isolationNow } from './isolation.ts';

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
});
afterEach(() => here.close());

const recorded = async () =>
  (await here.journal.read(CONTROL_PLANE_STREAM))
    .map(({ type }) => type)
    .filter((type) => type.startsWith('Isolation'));

it('a proof is put on record once, and so is that it is gone', async () => {
  const proof: { found: Isolation | null } = { found: null };
  const parts = { ...here.parts, isolationProof: () => proof.found };

  expect(await isolationNow(parts)).toBeNull();
  expect(await recorded()).toEqual([]);

  proof.found = { account: 'os/1001', provenAt: NOON };
  expect(await isolationNow(parts)).toEqual(proof.found);
  await isolationNow(parts);
  expect(await recorded()).toEqual(['IsolationProven']);
  expect(here.parts.record.isolation).toEqual(proof.found);

  proof.found = null;
  expect(await isolationNow(parts)).toBeNull();
  await isolationNow(parts);
  expect(await recorded()).toEqual(['IsolationProven', 'IsolationLost']);
  expect(here.parts.record.isolation).toBeNull();
});
