import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ControlPlaneHere } from './world/control-plane.ts';
import { KeyApprover } from './world/key-approver.ts';
import { build, plimsoll } from './world/program.ts';
import { eventOf, ship } from './world/shipping.ts';
import { stillRunning } from './world/world.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/infrastructure/', import.meta.url));
const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

let root: string;
let dir: string;
let plane: ControlPlaneHere;
const approver = new KeyApprover();
const git = (...args: readonly string[]) => execa('git', [...AUTHOR, '-C', dir, ...args]);
const state = async (name: string) =>
  JSON.parse(await readFile(join(root, 'states', `${name}.json`), 'utf8')) as { serial: number; resources: object };

async function release(resources: object): Promise<void> {
  await writeFile(join(dir, 'infra', 'main.json'), JSON.stringify({ resources }));
  await git('add', '--all');
  await git('commit', '--quiet', '--message', Object.keys(resources).join(' '));
}

beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-infra-'));
  dir = join(root, 'network');
  await cp(EXAMPLE, dir, { recursive: true });
  await writeFile(join(dir, 'infra', 'backend.json'), JSON.stringify({ states: join(root, 'states') }));
  await execa('mkdir', [join(root, 'states')]);
  await git('init', '--quiet', '--initial-branch=main');
  await release({ bucket: { region: 'eu' } });
  plane = await ControlPlaneHere.start(dir);
  await approver.enrol(plane.client);
});
afterAll(async () => {
  await plimsoll(dir, 'down', '--force-leave');
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

it('refuses a canary where all is applied or nothing, and proposes blue-green', async () => {
  const file = join(dir, 'plimsoll.yaml');
  const text = await readFile(file, 'utf8');
  const stages = 'stages: [{ weight: 20%, duration: 5s, gates: [error_rate < 10%] }, { weight: 100% }]';
  await writeFile(file, text.replace(/rollout: .*/, `rollout: { strategy: canary, ${stages} }`));

  const planned = await plimsoll(dir, 'plan', '--dirty');
  await writeFile(file, text);

  expect(planned.exit).toBe(4);
  expect(planned.err).toContain('weights-all-or-nothing');
  expect(planned.err).toContain('strategy: blue-green');
});

it('applies the plan that was approved, by its digest', async () => {
  const { view, events } = await ship(plane, approver);

  expect(view.problem).toBeNull();
  expect(view.phase).toBe('completed');
  const { plan } = eventOf({ events }, 'PlanSealed');
  expect(plan.release.artifacts).toMatchObject([{ name: 'infra', kind: 'iac' }]);
  expect(await state('production')).toMatchObject({ serial: 1, resources: { bucket: { region: 'eu' } } });
});

it('applies nothing that nobody approved: not a plan that the state has moved on from', async () => {
  await release({ bucket: { region: 'eu' }, queue: {} });
  const file = join(root, 'states', 'production.json');
  let meddled = false;

  const { view, events } = await ship(plane, approver, {
    onEvent: async ({ type }) => {
      // Somebody changes production by hand while a person reads the sheet.
      if (type !== 'ApprovalRequested' || meddled) return;
      meddled = true;
      await writeFile(file, JSON.stringify({ ...(await state('production')), serial: 9 }));
    },
  });

  expect(meddled).toBe(true);
  expect(view.phase).not.toBe('completed');
  expect(events.map(({ type }) => type)).not.toContain('ProductionDeployed');
  expect(await state('production')).toMatchObject({ serial: 9, resources: { bucket: { region: 'eu' } } });
});
