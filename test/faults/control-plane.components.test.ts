import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, type Kill, type Moment, shipUnderKills } from '../e2e/world/kill-campaign.ts';
import { plimsoll } from '../e2e/world/program.ts';
import { explain, type Happened, type Shipped } from '../e2e/world/shipping.ts';
import { within } from '../e2e/world/within.ts';
import { newWorld, type World } from '../e2e/world/world.ts';

// The bar is two seconds on a quiet machine: `npm run campaign:kills` holds it to that and docs/reference/figures.md says what was
// measured.
/** No kill may keep the control plane from deciding for longer than this, in milliseconds. */
const DECIDES_WITHIN = within(2_000);

const shiftedTo = (weight: number) => (event: Happened) =>
  event.type === 'TrafficShifted' && event.traffic.kind === 'split' && event.traffic.candidate === weight;
const leg = (name: string) => (event: Happened) => event.type === 'RehearsalMoved' && event.leg === name;

/** The moments of a good release, spread over three deployments. */
const FORWARD: readonly (readonly Moment[])[] = [
  [
    at('RehearsalMoved', 'in the rehearsal, candidate forward', leg('forward')),
    at('ApprovalRequested', 'while a person is asked'),
    at('PromotionStarted', 'promotion started'),
    at('TrafficShifted', 'traffic shifted to 20 %', shiftedTo(200)),
    at('StageAdvanced', 'stage advanced'),
  ],
  [
    at('RehearsalMoved', 'in the rehearsal, traffic back', leg('back')),
    at('PromotionApproved', 'approved by enough people'),
    at('CandidatePrepared', 'candidate prepared'),
    at('VerdictRecorded', 'first verdict recorded'),
    at('TrafficShifted', 'traffic shifted to 50 %', shiftedTo(500)),
  ],
  [
    at('PlanSealed', 'plan sealed'),
    at('CandidateSmoked', 'candidate smoked off-traffic'),
    at('TrafficShifted', 'traffic shifted to 100 %', shiftedTo(1000)),
    at('BakeSmokePassed', 'in the bake'),
    at('SettlingStarted', 'settling started'),
  ],
];

/** The moments of a bad release: all but the first are in its rollback. */
const BACK: readonly (readonly Moment[])[] = [
  [
    at('TrafficShifted', 'traffic shifted to a bad release', shiftedTo(200)),
    at('RollbackStarted', 'rollback started'),
    at('StableVerified', 'stable verified, candidate to be retired'),
  ],
  [
    at('RollbackStarted', 'rollback started, once more'),
    at('TrafficReturned', 'traffic returned, stable to be verified'),
    at('RolledBack', 'rolled back, root cause asked for'),
  ],
];

let world: World;
const kills: Kill[] = [];
beforeAll(async () => {
  world = await newWorld();
});
afterAll(async () => {
  const slowest = [...kills].sort((one, other) => other.milliseconds - one.milliseconds)[0];
  console.log(kills.map(({ moment, milliseconds }) => `${Math.round(milliseconds)} ms  ${moment}`).join('\n'));
  console.log(`${kills.length} kills; the slowest was "${slowest?.moment}"`);
  expect(await world?.end()).toEqual([]);
});

describe('a control plane killed with -9 under load', () => {
  for (const [index, moments] of FORWARD.entries()) {
    it(`loses no request and completes the same: ${moments.map(({ name }) => name).join(' · ')}`, async () => {
      await world.counter.release(`1.${index + 1}.0`);
      const users = await world.users();

      const shipped = await shipUnderKills(world, moments);

      await users.leave();
      kills.push(...shipped.kills);
      expect(shipped.view.phase).toBe('completed');
      expect(shipped.kills.map(({ moment }) => moment)).toEqual(moments.map(({ name }) => name));
      expect(users.failures).toEqual([]);
      expect(weightsOf(shipped)).toEqual([200, 500, 1000]);
      await isSound(shipped);
    });
  }

  for (const [index, moments] of BACK.entries()) {
    it(`takes a bad release back all the same: ${moments.map(({ name }) => name).join(' · ')}`, async () => {
      const version = `2.${index}.0`;
      await world.counter.release(version, { failEvery: 4 });
      const users = await world.users();

      const shipped = await shipUnderKills(world, moments);

      await users.leave();
      kills.push(...shipped.kills);
      // First, so that what fails below leaves the environment free for the next one.
      await explain(world.plane, world.approver, shipped.id);
      expect(shipped.view.phase).toBe('rolled-back');
      expect(shipped.view.rollback?.cause.kind).toMatch(/^(gate|trigger)$/);
      expect(shipped.kills.map(({ moment }) => moment)).toEqual(moments.map(({ name }) => name));
      expect(users.failures.filter(({ what, release }) => what !== '500' || release !== version)).toEqual([]);
      expect(weightsOf(shipped)).toEqual([200]);
      await isSound(shipped);
    });
  }
});

/** The weights of the record, in their order: each stage shifts once, whatever was killed meanwhile. */
const weightsOf = ({ events }: Shipped): readonly number[] =>
  events.flatMap((event) =>
    event.type === 'TrafficShifted' && event.traffic.kind === 'split' ? [event.traffic.candidate] : [],
  );

/** Nobody was away for too long, coming back was not taken for bad health, and the record's chain holds. */
async function isSound({ kills: done, events }: Shipped & { readonly kills: readonly Kill[] }): Promise<void> {
  expect(done.filter(({ milliseconds }) => milliseconds > DECIDES_WITHIN)).toEqual([]);
  expect(events.filter((event) => event.type === 'HealthChanged' && event.health.badSince !== null)).toEqual([]);
  expect(await plimsoll(world.plane.dir, 'verify')).toMatchObject({ exit: 0 });
}
