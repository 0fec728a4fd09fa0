import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopSites } from '../../src/compose/stop-sites.ts';
import { type RealRegistry, realRegistry } from '../../src/drivers/registry/oci/testing/real-registry.ts';
import { freePort } from '../../src/drivers/shared/free-port.ts';
import { haproxySocket } from '../../src/drivers/shared/haproxy/runtime-socket.ts';
import { type RealHaproxy, realHaproxy } from '../../src/drivers/shared/haproxy/testing/real-haproxy.ts';
import { nodeContext } from '../../src/drivers/target/container/testing/node-image.ts';
import { type RealPodman, realPodman } from '../../src/drivers/target/container/testing/real-podman.ts';
import { PATIENTLY } from '../../src/testing/conformance/workspace.ts';
import { ControlPlaneHere } from './world/control-plane.ts';
import { KeyApprover } from './world/key-approver.ts';
import { build, plimsoll } from './world/program.ts';
import { type ScrapingPrometheus, scrapingPrometheus } from './world/scraping-prometheus.ts';
import { eventOf, explain, ship } from './world/shipping.ts';
import { stillRunning } from './world/world.ts';
import { Wrk } from './world/wrk.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

let root: string;
let dir: string;
let podman: RealPodman;
let registry: RealRegistry;
let haproxy: RealHaproxy;
let prometheus: ScrapingPrometheus;
let plane: ControlPlaneHere;
let load: Wrk | undefined;
const approver = new KeyApprover();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'plimsoll-shop-'));
  dir = join(root, 'shop');
  podman = await realPodman();
  registry = await realRegistry();
  await podman.trust(new URL(registry.url).host);
  const exporter = await freePort();
  haproxy = await realHaproxy(`
frontend figures
  bind 127.0.0.1:${exporter}
  http-request use-service prometheus-exporter if { path /metrics }
`);
  prometheus = await scrapingPrometheus(`127.0.0.1:${exporter}`);
  const base = await nodeContext(join(root, 'base'), {}, ['node']);
  await podman.run('build', '--quiet', '--tag', 'localhost/node-here', base);
  // The control plane and what builds are started from here, and find the same Podman by these.
  Object.assign(process.env, podman.env, {
    ...{ REGISTRY: registry.url, BASE: 'localhost/node-here', PROM_URL: prometheus.url },
    ...{ ENGINE: podman.engine, HAPROXY: join(haproxy.dir, 'run') },
  });
  await cp(join(EXAMPLES, 'storefront'), dir, { recursive: true });
  await cp(join(EXAMPLES, 'storefront-container'), dir, { recursive: true });
  await writeFile(join(dir, '.gitignore'), '.plimsoll/\nreports/\n');
  await git('init', '--quiet', '--initial-branch=main');
  await release('1.0');
  await build();
  plane = await ControlPlaneHere.start(dir);
  await approver.enrol(plane.client);
});

afterAll(async () => {
  await load?.stop();
  await plimsoll(dir, 'down', '--force-leave');
  await stopSites(join(dir, '.plimsoll'), () => true).catch((error: unknown) => console.error(String(error)));
  const left = await stillRunning(root);
  await haproxy?.stop();
  await prometheus?.stop();
  await registry?.stop();
  const containers = await podman?.run('ps', '--all', '--quiet');
  await podman?.stop();
  await rm(root, { recursive: true, force: true });
  expect([left, containers]).toEqual([[], '']);
});

const git = (...args: readonly string[]) => execa('git', [...AUTHOR, '-C', dir, ...args]);

/** Commits a release of the example; or the files as they are as another version, shipped in another way. */
async function release(version: string, rollout?: string): Promise<void> {
  const files = join(EXAMPLES, 'storefront/releases', version);
  if (version !== '1.0' && existsSync(files)) await cp(files, dir, { recursive: true });
  if (rollout !== undefined) {
    const file = join(dir, 'plimsoll.yaml');
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace(/rollout:[\s\S]*?(?= {4}bake:)/, `rollout: ${rollout}\n`),
    );
  }
  await git('add', '--all');
  await git('commit', '--quiet', '--message', `Release ${version}`);
  await git('-c', 'tag.gpgsign=false', 'tag', `v${/^\d+\.\d+$/.test(version) ? `${version}.0` : version}`);
}

/** What HAProxy counted: answers, and those with a status of 500 or more. The frontend's are what users saw. */
async function figures() {
  const text = await haproxySocket(haproxy.socket).ask('show stat', new AbortController().signal);
  const [head = '', ...lines] = text.replace(/^# /, '').split('\n');
  const of = (proxy: string, server: string) => {
    const cells = lines.find((one) => one.startsWith(`${proxy},${server},`))?.split(',') ?? [];
    const at = (name: string): number => Number(cells[head.split(',').indexOf(name)]);
    return { answers: at('hrsp_2xx') + at('hrsp_5xx'), errors: at('hrsp_5xx') };
  };
  return {
    frontend: of('checkout', 'FRONTEND'),
    stable: of('checkout-stable', 'BACKEND'),
    candidate: of('checkout-candidate', 'BACKEND'),
  };
}

const running = async () =>
  (await podman.run('ps', '--format', '{{.Labels}}')).split('\n').flatMap((line) => {
    const found = /dev\.plimsoll\.environment:production.*dev\.plimsoll\.version:(\S+?)[\] ]/.exec(line)?.[1];
    return found ?? [];
  });
/** Waits until so many more answers came from stable: a plan weighs what it will see by the traffic of the last minute. */
async function warmed(answers: number): Promise<void> {
  const first = (await figures()).stable.answers;
  await expect.poll(async () => (await figures()).stable.answers - first, PATIENTLY).toBeGreaterThan(answers);
}

describe('the storefront as containers: Podman, a registry, HAProxy and Prometheus', () => {
  it('differs from the one of processes in where it runs, not in how it is shipped', async () => {
    const blocks = (text: string) => new Set(text.match(/^[a-z_]+(?=:)/gm));
    const process = blocks(await readFile(join(EXAMPLES, 'storefront/plimsoll.yaml'), 'utf8'));
    const container = blocks(await readFile(join(EXAMPLES, 'storefront-container/plimsoll.yaml'), 'utf8'));

    expect([...container].filter((one) => !process.has(one))).toEqual(['registry', 'metrics']);
    expect([...process].filter((one) => !container.has(one))).toEqual(['blackouts']);
  });

  it('brings the first release to production', async () => {
    const { view } = await ship(plane, approver, {
      onEvent: async ({ type }) => {
        if (type === 'ProductionDeployed') load = await Wrk.start(root, haproxy.address);
      },
    });

    expect([view.phase, view.problem]).toEqual(['completed', null]);
    expect(await running()).toEqual(['1.0.0', '1.0.0']);
  });

  it('takes a good one to all traffic, though the engine dies on the way and the control plane is killed', async () => {
    await release('1.1');
    await warmed(4_000);
    const before = await figures();
    const problems: string[] = [];

    const { id, view, events } = await ship(plane, approver, {
      onEvent: async (event, deployment) => {
        if (event.type === 'CandidatePrepared') await podman.kill();
        if (event.type === 'EffectFailed') {
          problems.push(event.problem);
          await podman.start();
        }
        if (event.type === 'StageAdvanced' && event.to === 1) await plane.killed(deployment);
      },
    });

    const after = await figures();
    expect([view.phase, view.problem]).toEqual(['completed', null]);
    expect(problems[0]).toMatch(/container engine at .*Start it: systemctl start/);
    expect(after.candidate.answers - before.candidate.answers).toBeGreaterThan(400);
    expect(after.frontend.errors - before.frontend.errors).toBe(0);
    const { release: shipped } = eventOf({ events }, 'ArtifactsBuilt');
    const digest = shipped.artifacts[0]?.digest ?? '';
    const accept = { Accept: 'application/vnd.oci.image.manifest.v1+json' };
    const stored = await fetch(`${registry.url}/v2/shops/storefront/manifests/app-${shipped.tag}`, { headers: accept });
    expect(stored.headers.get('docker-content-digest')).toBe(digest);
    // Its signed provenance lies beside it.
    const index = { Accept: 'application/vnd.oci.image.index.v1+json' };
    const beside = `${registry.url}/v2/shops/storefront/manifests/${digest.replace(':', '-')}`;
    expect((await fetch(beside, { headers: index })).status).toBe(200);
    expect((await running()).filter((version) => version === '1.1.0')).toHaveLength(2);
    expect((await plimsoll(dir, 'status', id)).exit).toBe(0);
  });

  it.each([
    ['blue-green', '{ strategy: blue-green, validation_period: 5s, rollback_trigger: error_rate > 20% }', '1.1.1'],
    ['rolling', '{ strategy: rolling, max_unavailable: 50%, max_surge: 50%, batch_duration: 2s }', '1.1.2'],
  ])('goes by %s too', async (_, rollout, version) => {
    await release(version, rollout);
    const before = await figures();

    const { view } = await ship(plane, approver);

    const after = await figures();
    expect([view.phase, view.problem]).toEqual(['completed', null]);
    expect(after.frontend.errors - before.frontend.errors).toBe(0);
    expect((await running()).filter((one) => one === `${version}`)).toHaveLength(2);
  });

  it('takes a bad one back; nobody was lost, and what failed is what the bad one answered, counted by wrk and HAProxy alike', async () => {
    const config = await readFile(join(EXAMPLES, 'storefront-container/plimsoll.yaml'), 'utf8');
    await writeFile(join(dir, 'plimsoll.yaml'), config);
    await release('1.2');
    await warmed(4_000);
    const before = await figures();

    const { id, view, events } = await ship(plane, approver);

    const counted = (await load?.stop()) ?? { requests: 0, lost: -1, refused: -1 };
    load = undefined;
    const after = await figures();
    console.log('in all', counted, 'of the bad release', after.candidate.errors - before.candidate.errors);
    expect(view.phase).toBe('rolled-back');
    expect(eventOf({ events }, 'RollbackStarted').cause.kind).toMatch(/^(gate|trigger)$/);
    expect(counted.lost).toBe(0);
    expect(counted.requests).toBeGreaterThan(10_000);
    expect(counted.refused).toBeGreaterThan(0);
    // Since the load began nothing else failed: not one request over four releases, a dead engine and a killed control plane.
    expect(after.candidate.errors - before.candidate.errors).toBe(counted.refused);
    expect(after.frontend.errors - before.frontend.errors).toBe(counted.refused);
    expect((await running()).filter((version) => version === '1.2.0')).toEqual([]);
    await explain(plane, approver, id);
  });
});
