import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlanView } from '../../src/api/planning.ts';
import { stopSites } from '../../src/compose/stop-sites.ts';
import { ControlPlaneHere } from './world/control-plane.ts';
import { KeyApprover } from './world/key-approver.ts';
import { build, plimsoll } from './world/program.ts';
import { eventOf, follow } from './world/shipping.ts';
import { stillRunning } from './world/world.ts';

const PLATFORM = fileURLToPath(new URL('../../src/drivers/target/command/fixtures/platform.mjs', import.meta.url));
const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
const PLACE = { unit: 'shop', environment: 'production' };

let root: string;
let dir: string;
let plane: ControlPlaneHere;
const approver = new KeyApprover();
const git = (...args: readonly string[]) => execa('git', [...AUTHOR, '-C', dir, ...args]);
const state = (name: string) => join(root, `${name}.json`);
const platform = async () =>
  JSON.parse(await readFile(state('production'), 'utf8')) as {
    weight: number | null;
    tracks: Record<'stable' | 'candidate', { digests: readonly string[] } | undefined>;
  };

const target = (name: string) =>
  `{ type: command, run: [node, platform.mjs], params: { state: ${JSON.stringify(state(name))} } }`;

const configuration = () => `version: 1
unit: { name: shop, tier: critical }
artifacts: [{ name: app, type: files, path: app }]
metrics: { source: { type: command, run: [node, metrics.mjs] }, interval: 1s }
rollback: { error_rate: 5%, health_timeout: 30s, deployment_timeout: 30m }
checkpoints: { production_promotion: { approvers: [person:owner], count: 1 } }
environments:
  staging: { target: ${target('staging')}, validate: { smoke: { run: "true" } } }
  production:
    requires: staging
    target: ${target('production')}
    rollout:
      strategy: canary
      stages: [{ weight: 20%, duration: 30s, gates: [error_rate < 2%] }, { weight: 100% }]
    bake: { duration: 5s }
`;

/** Stable is well; every second request to a candidate fails. */
const METRICS = `const track = (name, errors) => console.log(JSON.stringify({ track: name, requests: 200, errors }));
track('stable', 0);
track('candidate', 100);
`;

async function commit(text: string): Promise<void> {
  await writeFile(join(dir, 'app', 'index.html'), text);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', text);
}

/** Packages what is committed, and gives the digest that it is stored under. */
async function packaged(): Promise<string> {
  const ran = await plimsoll(dir, 'plan', '--out', join(root, 'plan.json'), '-o', 'json');
  const { data } = JSON.parse(ran.out) as { data: PlanView };
  return data.sealed?.plan.release.artifacts[0]?.digest ?? ran.out;
}

const refusal = async (...args: readonly string[]) => {
  const ran = await plimsoll(dir, ...args, '-o', 'json');
  return [ran.exit, (JSON.parse(ran.out) as { errors: { code: string }[] }).errors[0]?.code];
};

beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-adopt-'));
  dir = join(root, 'shop');
  await mkdir(join(dir, 'app'), { recursive: true });
  await copyFile(PLATFORM, join(dir, 'platform.mjs'));
  await writeFile(join(dir, 'plimsoll.yaml'), configuration());
  await writeFile(join(dir, 'metrics.mjs'), METRICS);
  await git('init', '--quiet', '--initial-branch=main');
  await commit('what ran before');
  plane = await ControlPlaneHere.start(dir);
  await approver.enrol(plane.client);
});
afterAll(async () => {
  await plimsoll(dir, 'down', '--force-leave');
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

let running = '';
let next = '';

it('adopts nothing where nothing runs, and nothing whose bytes are not stored', async () => {
  expect(await refusal('adopt', '--reason', 'why')).toEqual([4, 'nothing-runs']);
  const track = { version: '0.9', digests: [`sha256:${'e'.repeat(64)}`], healthy: 2, total: 2 };
  await writeFile(state('production'), JSON.stringify({ weight: 0, tracks: { stable: track }, done: [], applied: 0 }));

  expect(await refusal('adopt', '--reason', 'why')).toEqual([4, 'artifact-not-stored']);
});

it('records what runs as the stable release once an approver has signed what was seen', async () => {
  running = await packaged();
  const track = { version: '0.9', digests: [running], healthy: 2, total: 2 };
  await writeFile(state('production'), JSON.stringify({ weight: 0, tracks: { stable: track }, done: [], applied: 0 }));
  // Not signed by anybody, it is shown and nothing is recorded.
  expect(await refusal('adopt', '--reason', 'it ran before us')).toEqual([12, 'no-terminal']);
  const config = join(dir, 'plimsoll.yaml');
  await plane.client.proposeAdoption(PLACE, { config, reference: 'HEAD', artifacts: [] });

  await approver.act(plane.client, PLACE, 'adopt', 'it ran before us');

  expect(await refusal('adopt', '--reason', 'twice')).toEqual([4, 'release-recorded']);
  expect((await plimsoll(dir, 'verify')).out).toMatch(/^sound: /);
});

it('deploys an artifact that is stored already without building it, and refuses what nobody signs for', async () => {
  await commit('the next one');
  const old = ['deploy', '--artifact', `app@${running}`, '--no-wait'];
  expect(await refusal(...old)).toEqual([4, 'artifact-unproven']);
  expect(await refusal('deploy', '--artifact', `app@sha256:${'f'.repeat(64)}`)).toEqual([4, 'artifact-not-stored']);
  expect(await refusal('deploy', '--artifact', 'app:latest')).toEqual([4, 'artifact-not-by-digest']);
  next = await packaged();
  const place = { config: join(dir, 'plimsoll.yaml'), environment: 'production' };
  const asked = { ...place, reference: 'HEAD', dirty: false, reason: 'a test', artifacts: [`app@${next}`] };

  const { view } = await plane.client.open(asked);
  const { events } = await follow(plane, approver, view.id, 0, { until: 'PlanSealed' });

  const { plan } = eventOf({ events }, 'PlanSealed');
  expect(plan.release.artifacts).toMatchObject([{ name: 'app', digest: next }]);
  expect(plan.rollbackTarget).toMatchObject({ kind: 'release', artifactDigests: [running] });
});

it('takes the first deployment after it back to what was adopted', async () => {
  const [newest] = await plane.client.list();
  const { id, version } = newest ?? { id: '', version: 1 };
  const { view, events } = await follow(plane, approver, id, version - 1);

  expect(view.phase).toBe('rolled-back');
  expect(eventOf({ events }, 'RollbackStarted').cause.kind).toMatch(/^(gate|trigger)$/);
  const { weight, tracks } = await platform();
  expect([weight, tracks.stable?.digests]).toEqual([0, [running]]);
});

it('goes to stable by hand without a control plane, and is taken down only when a person says so', async () => {
  await plimsoll(dir, 'down', '--force-leave');
  const before = await platform();
  const candidate = { version: '2', digests: [next], healthy: 1, total: 1 };
  const tracks = { ...before.tracks, candidate };
  await writeFile(state('production'), JSON.stringify({ ...before, weight: 20, tracks }));

  const fallback = await plimsoll(dir, 'router', 'fallback', '-e', 'production');

  expect([fallback.exit, fallback.err]).toEqual([0, '']);
  expect(fallback.out).toMatch(/shop on production: all traffic to stable .*\(before: 20 % to the candidate\)/);
  expect((await platform()).weight).toBe(0);

  // What a command reaches has no router of ours.
  expect(existsSync(join(dir, '.plimsoll', 'sites', 'shop', 'production', 'router'))).toBe(false);
  expect((await plimsoll(dir, 'down', '--all')).exit).toBe(12);
  expect((await platform()).tracks.stable?.digests).toEqual([running]);
  expect(await stopSites(join(dir, '.plimsoll'), () => true)).toContain('shop/production');
  const { weight, tracks: after } = await platform();
  expect([weight, after.stable ?? null, after.candidate ?? null]).toEqual([null, null, null]);
});
