import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seconds } from '../../../core/kernel/duration.ts';
import { ALL, NONE, type Weight } from '../../../core/kernel/weight.ts';
import type { CommandTargetSpec, JsonValue } from '../../../core/unit/environment.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import { anEffect, LASTING, PASSING, PATIENTLY } from '../../../testing/conformance/workspace.ts';
import { sendToStable, takeDown } from './by-hand.ts';
import { callsOf, placementOn, platformSite, platformSpec } from './testing/rig.ts';

let dir: string;
let state: string;
const { signal } = new AbortController();
const warnings: string[] = [];
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'plimsoll-command-')));
  state = join(dir, 'platform.json');
  warnings.length = 0;
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const spec = (params: Record<string, JsonValue> = {}, more: Partial<CommandTargetSpec> = {}) =>
  platformSpec(state, params, more);
const site = (of = spec()) => platformSite(dir, of, { warn: (message) => warnings.push(message) });
const split = (candidate: Weight) => ({ kind: 'split', candidate }) as const;
const platform = async () =>
  JSON.parse(await readFile(state, 'utf8')) as {
    weight: number | null;
    applied: number;
    tracks: Record<string, unknown>;
  };

/** rel_1 serves as stable, and rel_2 is there as candidate, as the engine brings them. */
async function both(of = spec()) {
  const { target, router } = site(of);
  await target.prepare(placementOn(of, 'rel_1', 'stable'), anEffect('dep_1/x/stable/1'));
  const { instances } = await target.prepare(placementOn(of, 'rel_2', 'candidate'), anEffect('dep_1/x/prepare/1'));
  const member = (track: string) => {
    const found = instances.find((one) => one.track === track);
    if (found === undefined) throw new Error(`no ${track}`);
    return { id: found.id, address: found.address };
  };
  const members = { stable: [member('stable')], candidate: [member('candidate')] };
  await router.members({ ...members, traffic: split(NONE) }, anEffect('dep_1/x/members/1'));
  return { target, router, ...members };
}

describe('what a command is told', () => {
  it('gets the verb as its last word and one object on stdin, with the release, its folders and its configuration', async () => {
    const of = spec({ region: 'eu' }, { run: [...spec().run, '--quick'] });
    const { target } = site(of);

    await target.prepare(
      placementOn(of, 'rel_1', 'candidate'),
      anEffect('dep_7/rolling-out/prepare/1#prepare', { epoch: 3 }),
    );

    const [call] = await callsOf(state);
    expect(call).toMatchObject({
      argv: ['--quick', 'prepare'],
      ...{ schema: 'plimsoll.exec/v1', verb: 'prepare', epoch: 3, deployment: 'dep_7' },
      ...{ unit: 'storefront', environment: 'staging', params: { region: 'eu' } },
      effect_id: 'dep_7/rolling-out/prepare/1#prepare',
      release: {
        id: 'rel_1',
        version: '1.0.0',
        artifacts: [{ name: 'app', kind: 'files', folder: expect.any(String) }],
      },
    });
  });

  it('moves traffic by shift, takes it back by rollback, settles once, and cleans up what was', async () => {
    const { target, router, stable, candidate } = await both();
    await router.shift(split(50 as Weight), anEffect('dep_1/x/shift/1'));
    await router.members({ stable, candidate, traffic: split(NONE) }, anEffect('dep_1/x/back/1'));
    await router.shift(split(ALL), anEffect('dep_1/x/shift-all/1'));
    await router.members({ stable: candidate, candidate: [], traffic: split(NONE) }, anEffect('dep_1/x/relabel/1'));
    await target.settle('rel_2', anEffect('dep_1/x/settle/1'));

    const after = await target.retire([stable[0]?.id ?? ''], anEffect('dep_1/x/old/1'));

    const verbs = (await callsOf(state)).map(({ verb, weight }) => (weight === undefined ? verb : `${verb} ${weight}`));
    expect(verbs).toEqual(['rollback', 'prepare', 'shift 5', 'rollback', 'shift 100', 'settle', 'cleanup']);
    expect(after.instances).toMatchObject([{ releaseId: 'rel_2', track: 'stable', healthy: true }]);
  });

  it('takes a unit out of service by a rollback to nothing', async () => {
    const { router } = await both();

    const { traffic } = await router.shift({ kind: 'out-of-service' }, anEffect('dep_1/x/out/1'));

    expect(traffic).toEqual({ kind: 'out-of-service' });
    expect((await callsOf(state)).at(-1)).toMatchObject({ verb: 'rollback', previous: null });
  });
});

describe('a command that a person tells past the record', () => {
  const where = () => ({ dir, cwd: dir, unit: 'storefront', environment: 'staging' });
  const kept = () => Promise.all(['memory.json', 'ledger.json'].map((name) => readFile(join(dir, name), 'utf8')));

  it('sends all traffic to stable, writes nothing down, and locks the next control plane out of nothing', async () => {
    const { router } = await both();
    await router.shift(split(50 as Weight), anEffect('dep_1/x/shift/1', { epoch: 3 }));
    const before = await kept();

    const sent = await sendToStable(where(), spec(), signal);

    expect([sent.before.traffic, sent.after.traffic]).toEqual([split(50 as Weight), split(NONE)]);
    expect(await kept()).toEqual(before);
    expect((await callsOf(state)).at(-1)).toMatchObject({ verb: 'shift', weight: 0, epoch: 3, deployment: null });
    // What the engine finds is drift, and it may go on under its own epoch.
    expect((await router.observe(signal)).traffic).toEqual(split(NONE));
    const again = await router.shift(split(10 as Weight), anEffect('dep_1/x/shift-1/1', { epoch: 3 }));
    expect(again.traffic).toEqual(split(10 as Weight));
  });

  it('serves nobody where no stable runs', async () => {
    const { target, router } = site();
    const { instances } = await target.prepare(
      placementOn(spec(), 'rel_1', 'candidate'),
      anEffect('dep_1/x/prepare/1'),
    );
    const candidate = instances.map(({ id, address }) => ({ id, address }));
    await router.members({ candidate, traffic: split(ALL) }, anEffect('dep_1/x/members/1'));

    const { after } = await sendToStable(where(), spec(), signal);

    expect(after.traffic).toEqual({ kind: 'out-of-service' });
  });

  it('takes everything down, users first', async () => {
    const { target } = await both();

    await takeDown(where(), spec(), signal);

    const verbs = (await callsOf(state)).map(({ verb, track }) => (track === undefined ? verb : `${verb} ${track}`));
    expect(verbs.slice(-3)).toEqual(['rollback', 'cleanup candidate', 'cleanup stable']);
    expect(await target.observe(signal)).toEqual({ instances: [] });
  });
});

describe('an effect that fails', () => {
  it('is tried again under the same effect_id, whatever the number of the try; the next one has its own', async () => {
    const { router } = await both();
    const { router: broken } = site(spec({ trouble: { shift: 'fails-after' } }));

    await expect(broken.shift(split(50 as Weight), anEffect('dep_1/x/shift-0/1'))).rejects.toMatchObject(PASSING);
    await router.shift(split(50 as Weight), anEffect('dep_1/x/shift-0/2'));
    await router.shift(split(50 as Weight), anEffect('dep_1/x/shift-0/3'));

    const shifts = (await callsOf(state)).filter(({ verb }) => verb === 'shift').map((call) => call.effect_id);
    expect(shifts).toEqual(['dep_1/x/shift-0/1', 'dep_1/x/shift-0/1', 'dep_1/x/shift-0/3']);
  });

  it.each([
    ['fails-before', 'exit code 3', PASSING],
    ['prints-rubbish', 'no JSON', PASSING],
    ['says-no', 'the platform is closed', LASTING],
    ['floods', 'printed more than', LASTING],
  ])('says what happened when a command %s', async (trouble, said, kind) => {
    const { router } = site(spec({ trouble: { shift: trouble } }));
    await both();

    const shifting = router.shift(split(ALL), anEffect('dep_1/x/shift/1'));

    await expect(shifting).rejects.toMatchObject(kind);
    await expect(shifting).rejects.toThrow(said);
  });

  it('ends a command that is late, with everything in its group', async () => {
    await both();
    const { router } = site(spec({ trouble: { shift: 'hangs' } }, { timeout: seconds(2) }));

    await expect(router.shift(split(ALL), anEffect('dep_1/x/shift/1'))).rejects.toThrow('was not done within 2 s');
  });

  it('is a failure when a command is not there', async () => {
    const { target } = site(spec({}, { run: ['./no-such-command'] }));

    await expect(target.observe(signal)).rejects.toBeInstanceOf(DriverError);
  });
});

describe('a control plane that is killed while a command runs', () => {
  it('ends what is left of that run before it runs the effect again, under the same id, and the platform changed once', async () => {
    await both();
    const begun = await platform();
    // The first control plane: its command did its work and hangs before it answers.
    const hanging = site(spec({ trouble: { shift: 'waits-after' } }));
    const lost = hanging.router.shift(split(ALL), anEffect('dep_1/x/shift/1'));
    lost.catch(() => undefined);
    await expect.poll(() => readFile(`${state}.waits`, 'utf8').catch(() => ''), PATIENTLY).not.toBe('');
    const orphan = Number(await readFile(`${state}.waits`, 'utf8'));

    const next = site();
    const { traffic } = await next.router.shift(split(ALL), anEffect('dep_1/x/shift/1', { epoch: 2 }));

    expect(traffic).toEqual(split(ALL));
    expect(() => process.kill(orphan, 0)).toThrow('ESRCH');
    expect((await platform()).applied).toBe(begun.applied + 1);
    await expect(lost).rejects.toBeInstanceOf(DriverError);
  });
});

describe('what a command target demands', () => {
  it('refuses a share where traffic moves all at once, without asking for it', async () => {
    const of = spec({ weights: 'all-or-nothing' });
    const { router } = await both(of);
    const before = (await callsOf(state)).length;

    await expect(router.shift(split(50 as Weight), anEffect('dep_1/x/shift/1'))).rejects.toThrow('use blue-green');
    expect((await router.observe(signal)).weights).toBe('all-or-nothing');
    expect(await callsOf(state)).toHaveLength(before);
  });

  it('refuses a command that moves traffic when it prepares', async () => {
    const { target } = site(spec({ trouble: { prepare: 'lies' } }));

    const preparing = target.prepare(placementOn(spec(), 'rel_1', 'candidate'), anEffect('dep_1/x/prepare/1'));

    await expect(preparing).rejects.toThrow('prepare moved traffic');
  });

  it('takes a cleanup that fails for a warning, and looks at the track as gone', async () => {
    const { stable, candidate, target, router } = await both();
    await router.members({ stable, candidate: [] }, anEffect('dep_1/x/leave/1'));
    const broken = site(spec({ trouble: { cleanup: 'fails-before' } }));

    const after = await broken.target.retire([candidate[0]?.id ?? ''], anEffect('dep_1/x/retire/1'));

    expect(after.instances.map(({ releaseId }) => releaseId)).toEqual(['rel_1']);
    expect(warnings.join()).toContain('could not be removed and lingers');
    expect(await target.observe(signal)).toEqual(after);
  });

  it('removes nothing that gets traffic', async () => {
    const { target, router, candidate } = await both();
    await router.shift(split(50 as Weight), anEffect('dep_1/x/shift/1'));

    await expect(target.retire([candidate[0]?.id ?? ''], anEffect('dep_1/x/retire/1'))).rejects.toMatchObject(LASTING);
  });
});

describe('secrets of a command', () => {
  it('reach it as variables, and are hidden in its log and in what fails', async () => {
    process.env.TOKEN_OF_TEST = 'hunter2-hunter2';
    const env = { TOKEN: { secret: { from: 'env', name: 'TOKEN_OF_TEST' }, version: null } } as const;
    const { target } = site(spec({}, { env }));
    await target.prepare(placementOn(spec(), 'rel_1', 'candidate'), anEffect('dep_1/x/prepare/1'));
    const failing = site(spec({ trouble: { observe: 'fails-before' } }, { env })).target.observe(signal);

    await expect(failing).rejects.toThrow('[secret]');
    await expect(failing).rejects.not.toThrow('hunter2');
    expect((await target.logTail('candidate', 50)).join('\n')).toContain('[secret]');
    expect(await readFile(join(dir, 'command.log'), 'utf8')).not.toContain('hunter2');
    delete process.env.TOKEN_OF_TEST;
  });
});

describe('what ran before', () => {
  it('is another release until it is adopted, and from then on the one that a rollback returns to', async () => {
    const of = spec();
    const placed = placementOn(of, 'rel_1', 'stable');
    const track = {
      version: '0.9',
      digests: placed.release.artifacts.map(({ digest }) => digest),
      healthy: 2,
      total: 2,
    };
    await writeFile(state, JSON.stringify({ weight: 0, tracks: { stable: track }, done: [], applied: 0 }));
    const { target, router } = site(of);
    const before = await target.observe(signal);

    const after = await target.adopt?.(placed, anEffect('slot/storefront/staging/adopt/1'));

    expect(before.instances).toMatchObject([{ track: 'stable', releaseId: expect.stringMatching(/^foreign_/) }]);
    expect(after?.instances).toMatchObject([{ track: 'stable', releaseId: 'rel_1', id: before.instances[0]?.id }]);
    expect((await router.observe(signal)).stable).toHaveLength(1);
    expect(await callsOf(state)).toEqual([]);
    await expect(
      target.adopt?.(placementOn(of, 'rel_9', 'stable'), anEffect('slot/storefront/staging/adopt/2')),
    ).rejects.toThrow('what runs as stable');
  });
});
