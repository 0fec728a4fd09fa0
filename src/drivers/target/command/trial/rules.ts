import { Broken, demand, demandTrack, demandWeight, NotTried, type Rule, type Stage, sameSeen } from './rule.ts';

const SHARE = 20;

/** The exec contract as rules, in the order in which they are tried: each leaves the environment as the next one needs it. */
export const RULES: readonly Rule[] = [
  {
    rule: 'observe',
    title: 'observe answers one object, and changes nothing',
    needs: [],
    try: async (stage) => {
      const one = await stage.observe();
      demand(sameSeen(one, await stage.observe()), 'two looks one after the other differ');
      return one.weights === 'all-or-nothing' ? 'moves all traffic or none' : 'shares traffic out by weight';
    },
  },
  {
    rule: 'unknown-verb',
    title: 'a verb that it does not know is not answered with ok',
    needs: ['observe'],
    try: async (stage) => {
      const answered = await stage.askUnknown().catch(() => null);
      demand(answered === null, 'it said ok to the verb x-unknown: end with another exit code than 0');
      return 'refused';
    },
  },
  {
    rule: 'prepare',
    title: 'prepare brings the candidate up, healthy, with its digests and without traffic',
    needs: ['observe'],
    try: async (stage) => {
      await clear(stage);
      const before = await stage.observe();
      const seen = await stage.ask({ verb: 'prepare', release: stage.first }, 'prepare-first');
      demandTrack(seen, 'candidate', stage.first);
      demand((seen.weight ?? 0) === (before.weight ?? 0), `weight went from ${before.weight} to ${seen.weight}`);
      demand(sameSeen(seen, await stage.observe()), 'what it answered is not what observe sees');
      return `${seen.tracks.candidate?.total} of ${seen.tracks.candidate?.total} healthy`;
    },
  },
  {
    rule: 'prepare-again',
    title: 'prepare with the same effect_id again changes nothing',
    needs: ['prepare'],
    try: async (stage) => {
      const before = await stage.observe();
      const seen = await stage.ask({ verb: 'prepare', release: stage.first }, 'prepare-first');
      demand(sameSeen(before, seen), 'the second time it shows something else');
      return 'the same';
    },
  },
  {
    rule: 'prepare-fails',
    title: 'prepare says so when the artifact cannot be deployed',
    needs: ['prepare'],
    try: async (stage) => {
      if (stage.first.artifacts.every(({ folder }) => folder === null)) return new NotTried('no artifact has a folder');
      const artifacts = stage.first.artifacts.map((one) => ({
        ...one,
        digest: `sha256:${'0'.repeat(64)}`,
        folder: one.folder === null ? null : `${one.folder}-that-is-not-there`,
      }));
      const release = { ...stage.first, id: 'rel_nowhere', version: `${stage.first.version}.nowhere`, artifacts };
      const seen = await stage.ask({ verb: 'prepare', release }, 'prepare-nowhere').catch(() => null);
      demand(seen === null, 'its folder is not there, and it answered ok');
      return 'refused';
    },
  },
  {
    rule: 'shift-all',
    title: 'shift 100 gives the candidate all traffic, and reads that back',
    needs: ['prepare'],
    try: async (stage) => {
      // What could not be deployed may have replaced it.
      await stage.ask({ verb: 'prepare', release: stage.first }, 'prepare-first-again');
      demandWeight(await stage.ask({ verb: 'shift', weight: 100 }, 'shift-all'), 100);
      demandWeight(await stage.observe(), 100);
      return 'weight 100';
    },
  },
  {
    rule: 'settle',
    title: 'settle makes the candidate stable, with weight 0',
    needs: ['shift-all'],
    try: async (stage) => {
      const seen = await stage.ask({ verb: 'settle', release: stage.first }, 'settle');
      demandTrack(seen, 'stable', stage.first);
      demandWeight(seen, 0);
      return `stable is ${seen.tracks.stable?.version}`;
    },
  },
  {
    rule: 'settle-again',
    title: 'settle with the same effect_id again changes nothing',
    needs: ['settle'],
    try: async (stage) => {
      const before = await stage.observe();
      const seen = await stage.ask({ verb: 'settle', release: stage.first }, 'settle');
      demand(sameSeen(before, seen), 'the second time it shows something else');
      return 'the same';
    },
  },
  {
    rule: 'prepare-beside',
    title: 'prepare beside a stable leaves that and its traffic alone',
    needs: ['settle'],
    try: async (stage) => {
      const seen = await stage.ask({ verb: 'prepare', release: stage.second }, 'prepare-second');
      demandTrack(seen, 'candidate', stage.second);
      demandTrack(seen, 'stable', stage.first);
      demandWeight(seen, 0);
      return 'both run';
    },
  },
  {
    rule: 'shift-share',
    title: `shift ${SHARE} gives the candidate a share, and reads that back`,
    needs: ['prepare-beside'],
    try: async (stage) => {
      if ((await stage.observe()).weights === 'all-or-nothing') return new NotTried('it says all-or-nothing');
      const seen = await stage.ask({ verb: 'shift', weight: SHARE }, 'shift-share');
      demand(
        seen.weight === SHARE,
        `weight is ${seen.weight}: a target without shares says  "weights": "all-or-nothing"`,
      );
      demandTrack(seen, 'stable', stage.first);
      return `weight ${SHARE}`;
    },
  },
  {
    rule: 'rollback',
    title: 'rollback gives stable all traffic, with its release',
    needs: ['prepare-beside'],
    try: async (stage) => {
      await stage.ask({ verb: 'shift', weight: 100 }, 'shift-before-rollback');
      const seen = await stage.ask({ verb: 'rollback', previous: stage.first }, 'rollback');
      demandWeight(seen, 0);
      demandTrack(seen, 'stable', stage.first);
      return 'weight 0';
    },
  },
  {
    rule: 'cleanup',
    title: 'cleanup removes the track without traffic, and nothing else',
    needs: ['rollback'],
    try: async (stage) => {
      const seen = await stage.ask({ verb: 'cleanup', track: 'candidate' }, 'cleanup');
      demand((seen.tracks.candidate ?? null) === null, 'tracks.candidate is still there');
      demandTrack(seen, 'stable', stage.first);
      demandWeight(seen, 0);
      return 'the candidate is gone';
    },
  },
  {
    rule: 'cleanup-again',
    title: 'cleanup of what is gone is no failure',
    needs: ['cleanup'],
    try: async (stage) => {
      demandTrack(await stage.ask({ verb: 'cleanup', track: 'candidate' }, 'cleanup-again'), 'stable', stage.first);
      return 'the same';
    },
  },
  {
    rule: 'killed',
    title: 'prepare that was killed half way comes to the same when it is asked again',
    needs: ['cleanup'],
    try: async (stage) => {
      const begun = performance.now();
      await stage.ask({ verb: 'prepare', release: stage.second }, 'prepare-timed');
      const took = performance.now() - begun;
      await stage.ask({ verb: 'cleanup', track: 'candidate' }, 'cleanup-timed');
      for (const part of [0.3, 0.6, 0.9]) {
        await stage.askAndKill({ verb: 'prepare', release: stage.second }, `prepare-killed-${part}`, took * part);
        // The first thing that is asked again is always what is there.
        await stage.observe();
        const seen = await stage.ask({ verb: 'prepare', release: stage.second }, `prepare-killed-${part}`);
        demandTrack(seen, 'candidate', stage.second);
        demandTrack(seen, 'stable', stage.first);
        demandWeight(seen, 0);
        await stage.ask({ verb: 'cleanup', track: 'candidate' }, `cleanup-killed-${part}`);
      }
      return 'killed three times';
    },
  },
  {
    rule: 'out-of-service',
    title: 'rollback to nothing takes the unit out of service',
    needs: ['cleanup'],
    try: async (stage) => {
      const seen = await stage.ask({ verb: 'rollback', previous: null }, 'out-of-service');
      demand(seen.weight === null, `weight is ${seen.weight}, and null says that nobody is served`);
      return 'weight null';
    },
  },
];

/** Takes whatever runs away, as far as the command can: the rules begin with nothing. */
export async function clear(stage: Stage): Promise<void> {
  const seen = await stage.observe();
  if (seen.weight !== null) await stage.ask({ verb: 'rollback', previous: null }, `clear-${Date.now()}`).catch(ignored);
  for (const track of ['candidate', 'stable'] as const) {
    if ((seen.tracks[track] ?? null) === null) continue;
    await stage.ask({ verb: 'cleanup', track }, `clear-${track}-${Date.now()}`).catch(ignored);
  }
}

// A command that cannot do this breaks its own rule further on.
const ignored = (error: unknown): void => {
  if (error instanceof Broken) throw error;
};
