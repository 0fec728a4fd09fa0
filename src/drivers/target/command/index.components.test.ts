import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Member } from '../../../ports/traffic-router.ts';
import { type TargetRig, targetConformance } from '../../../testing/conformance/target.ts';
import { type TrafficRouterRig, trafficRouterConformance } from '../../../testing/conformance/traffic-router.ts';
import { anEffect } from '../../../testing/conformance/workspace.ts';
import { IMPATIENT, placementOn, platformSite, platformSpec } from './testing/rig.ts';

const folder = async (): Promise<string> => realpath(await mkdtemp(join(tmpdir(), 'plimsoll-command-')));

const PLATFORM_RESTARTS = 'the platform behind the command starts instances again, and the track counts as one';

targetConformance(
  'command',
  async (): Promise<TargetRig> => {
    const dir = await folder();
    const state = join(dir, 'platform.json');
    return {
      make: (isImpatient = false) =>
        platformSite(dir, platformSpec(state, isImpatient ? { patience: IMPATIENT } : {})).target,
      placement: ({ release, track, behaviour }) => placementOn(platformSpec(state), release, track, behaviour),
      crash: async () => undefined,
      tearDown: () => rm(dir, { recursive: true, force: true }),
      shown: () => 1,
    };
  },
  {
    'starts an instance that ended by itself again, under its id and address': PLATFORM_RESTARTS,
    'stops starting one that ends again and again, and leaves the others alone': PLATFORM_RESTARTS,
    'replaces a crash-looping instance when its placement is prepared again': PLATFORM_RESTARTS,
  },
);

const ONE_PER_TRACK = 'a command has one member on each track, and no third';
const DRAINS = 'how requests under way end is the business of the platform';

trafficRouterConformance(
  'command',
  async (): Promise<TrafficRouterRig> => {
    const dir = await folder();
    const state = join(dir, 'platform.json');
    const spec = platformSpec(state);
    const { target } = platformSite(dir, spec);
    const make = () => platformSite(dir, spec).router;
    let turn = 0;
    return {
      make,
      member: async (id): Promise<Member> => {
        if (id === 'c') return { id: 'c', address: '' };
        const track = id === 'a' ? 'stable' : 'candidate';
        await target.prepare(placementOn(spec, id, track), anEffect(`place-${id}`));
        if (track === 'stable') await make().shift({ kind: 'out-of-service' }, anEffect('closed'));
        const { instances } = await target.observe(new AbortController().signal);
        const member = instances.find((one) => one.track === track);
        if (member === undefined) throw new Error(`${id} is not there`);
        return { id: member.id, address: member.address };
      },
      send: async (count) => {
        const { weight: share, tracks } = JSON.parse(await readFile(state, 'utf8')) as Platform;
        const isCandidate = () => (turn++ * 7919) % 1000 < (share ?? 0) * 10;
        return Array.from({ length: count }, () =>
          share === null ? undefined : (isCandidate() ? tracks.candidate : tracks.stable)?.id,
        );
      },
      begin: async () => ({ member: 'a', finish: async () => true }),
      tearDown: () => rm(dir, { recursive: true, force: true }),
    };
  },
  {
    'leaves as it is what a change does not name': ONE_PER_TRACK,
    'drains a member that leaves: no new request, those under way to their end, seen until then': DRAINS,
    'does not report a member that left with nothing under way': ONE_PER_TRACK,
    'takes a draining member back': ONE_PER_TRACK,
  },
);

/** What the platform keeps in its file. */
interface Platform {
  readonly weight: number | null;
  readonly tracks: Readonly<Partial<Record<'stable' | 'candidate', { readonly id: string }>>>;
}
