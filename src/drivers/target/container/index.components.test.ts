import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { milliseconds } from '../../../core/kernel/duration.ts';
import type { ContainerTargetSpec } from '../../../core/unit/environment.ts';
import type { Placement } from '../../../ports/target.ts';
import { aPlacement, type PlacementAsked } from '../../../testing/conformance/placement.ts';
import { targetConformance } from '../../../testing/conformance/target.ts';
import { anEffect, LASTING, PASSING, PATIENTLY, workspace } from '../../../testing/conformance/workspace.ts';
import { containerBuilder } from '../../builder/container/index.ts';
import { localRegistry } from '../../registry/local/index.ts';
import { ociRegistry } from '../../registry/oci/index.ts';
import { realRegistry } from '../../registry/oci/testing/real-registry.ts';
import { Secret } from '../../shared/secret.ts';
import { secretVersions } from '../../shared/secret-version.ts';
import { forgetImage } from './forget-images.ts';
import { asContainers } from './testing/as-containers.ts';
import { ContainerWorld } from './testing/container-world.ts';
import { environmentIn, nameOf, only } from './testing/instances.ts';
import { type StoredImage, stored } from './testing/stored-image.ts';

const world = new ContainerWorld(storedImage);
const { targetIn, inspected, crash, endAll } = world;
beforeAll(world.start);
afterAll(world.stop);

const { signal } = new AbortController();

interface ContainerAsked extends Partial<PlacementAsked> {
  readonly target?: Partial<ContainerTargetSpec>;
}

function place({ target = {}, ...asked }: ContainerAsked = {}): Placement {
  const placement = aPlacement({ release: 'rel_1', track: 'candidate', instances: 1, ...asked });
  return asContainers(placement, { engine: world.podman.engine, grace: asked.grace ?? milliseconds(2_000), ...target });
}

describe('by the rules of all targets', () => {
  const space = workspace();
  const BEHAVE = { serves: 'serve', 'never-healthy': 'fail', 'ends-at-once': 'end-at-once' };

  targetConformance('container', async () => {
    const dir = await space.path('target');
    return {
      // All ends at one time: that they follow each other closely must not depend on how busy the machine is.
      make: (isImpatient) =>
        targetIn(dir, { now: () => 1_000_000, deadline: milliseconds(isImpatient ? 5_000 : 60_000) }),
      placement: ({ behaviour, ...asked }) => place({ ...asked, env: { BEHAVE: BEHAVE[behaviour] } }),
      crash,
      tearDown: async () => void (await endAll()),
    };
  });
});

describe('the target of containers', () => {
  const space = workspace();
  let dir = '';
  beforeEach(async () => {
    dir = await space.path('target');
  });
  afterEach(() => endAll());

  const prepareOne = async (asked: ContainerAsked = {}) =>
    only(await targetIn(dir).prepare(place(asked), anEffect('prepare/1')));

  it('gives an instance its port and its environment, and says by labels what it is', async () => {
    const instance = await prepareOne({ env: { GREETING: '$(touch /never); "hi"' } });

    const { env } = await environmentIn(instance);
    const labels = JSON.parse(await inspected(instance, '{{json .Config.Labels}}'));
    expect(env).toMatchObject({
      GREETING: '$(touch /never); "hi"',
      PORT: new URL(instance.address).port,
      HOST: '127.0.0.1',
    });
    expect(labels).toMatchObject({
      'dev.plimsoll.unit': 'storefront',
      'dev.plimsoll.environment': 'staging',
      'dev.plimsoll.track': 'candidate',
      'dev.plimsoll.release': 'rel_1',
      'dev.plimsoll.digest': instance.artifactDigests[0],
    });
  });

  it('publishes the port of a container with a network of its own on loopback alone', async () => {
    await world.podman.run('network', 'create', 'plimsoll-test');
    const target: Partial<ContainerTargetSpec> = { network: 'plimsoll-test', port: 8_080 };
    try {
      const instance = await prepareOne({ target });

      expect((await environmentIn(instance)).env).toMatchObject({ PORT: '8080', HOST: '0.0.0.0' });
      const ports = await world.podman.run('port', nameOf(instance));
      expect(ports).toBe(`8080/tcp -> 127.0.0.1:${new URL(instance.address).port}`);
    } finally {
      await endAll();
      await world.podman.run('network', 'rm', '--force', 'plimsoll-test');
    }
  });

  it('limits memory and processors', async () => {
    const instance = await prepareOne({ target: { memory: 128 * 1024 ** 2, milliCpus: 500 } });

    const limits = await inspected(instance, '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}');
    expect(limits).toBe('134217728 500000000');
  });

  it('shows a container the other artifacts of its release, read-only', async () => {
    await mkdir(join(world.root, 'config'), { recursive: true });
    await writeFile(join(world.root, 'config/shop.json'), '{"shop":1}');
    const placement = place();
    const config = {
      name: 'config',
      kind: 'files' as const,
      digest: placement.release.artifacts[0]?.digest as never,
      bytes: 1,
    };
    const release = { ...placement.release, artifacts: [...placement.release.artifacts, config] };
    const target = targetIn(dir, { materialize: async () => join(world.root, 'config') });

    const instance = only(await target.prepare({ ...placement, release }, anEffect('prepare/1')));

    expect((await environmentIn(instance)).shown).toBe('{"shop":1}');
    expect(await inspected(instance, '{{range .Mounts}}{{.RW}}{{end}}')).toBe('false');
  });

  it('starts a candidate with the version of a secret that was approved or not at all, and restarts with the value of now', async () => {
    process.env.PLIMSOLL_TEST_PASSWORD = 'first-password';
    const versionOf = secretVersions(join(world.root, 'versions.key'));
    const version = versionOf(new Secret('first-password'));
    const env = { PASSWORD: { secret: { from: 'env' as const, name: 'PLIMSOLL_TEST_PASSWORD' }, version } };
    const target = targetIn(dir, { versionOf });

    const instance = only(await target.prepare(place({ target: { env } }), anEffect('prepare/1')));
    const before = (await environmentIn(instance)).env.PASSWORD;
    process.env.PLIMSOLL_TEST_PASSWORD = 'second-password';
    await crash(instance);
    await expect.poll(async () => only(await target.observe(signal)).healthy, PATIENTLY).toBe(true);
    const after = (await environmentIn(instance)).env.PASSWORD;
    const changed = target.prepare(place({ target: { env }, release: 'rel_2' }), anEffect('prepare/2'));

    expect([before, after]).toEqual(['first-password', 'second-password']);
    await expect(changed).rejects.toThrow('has changed since the plan was made');
    for (const name of await readdir(join(dir, 'instances'))) {
      expect(await readFile(join(dir, 'instances', name), 'utf8')).not.toContain('-password');
    }
    delete process.env.PLIMSOLL_TEST_PASSWORD;
  });

  it('kills one that ignores SIGTERM when its grace is over', async () => {
    const instance = await prepareOne({ env: { BEHAVE: 'ignore-sigterm' }, grace: milliseconds(1_000) });

    expect(await targetIn(dir).retire([instance.id], anEffect('retire/1'))).toEqual({ instances: [] });

    expect(await world.podman.run('ps', '--all', '--quiet')).toBe('');
    expect(await targetIn(dir).logTail('candidate', 5)).toContain('not listening');
  });

  it('says why nothing became healthy, with the last lines of the log', async () => {
    const preparing = targetIn(dir, { now: () => 1 }).prepare(
      place({ env: { BEHAVE: 'end-at-once' } }),
      anEffect('prepare/1'),
    );

    await expect(preparing).rejects.toThrow(
      /ended by itself 3 times in a row \(0 of 1 became healthy\)[\s\S]*cannot find the database/,
    );
    expect(await targetIn(dir).logTail('candidate', 9, 'rel_1')).toContain('cannot find the database');
    expect(await world.podman.run('ps', '--all', '--quiet')).toBe('');
  });

  it('says at once that a command cannot be found', async () => {
    const preparing = targetIn(dir).prepare(place({ target: { command: ['/no/such'] } }), anEffect('prepare/1'));

    await expect(preparing).rejects.toMatchObject(LASTING);
    await expect(preparing).rejects.toThrow(/no such file|not found/);
  });

  it('sees nothing and changes nothing while the engine is away, says what to do, and knows its own again', async () => {
    const instance = await prepareOne();
    await world.podman.kill();

    const looking = targetIn(dir).observe(signal);
    await expect(looking).rejects.toMatchObject(PASSING);
    await expect(looking).rejects.toThrow(/container engine at .* systemctl start/);
    await expect(targetIn(dir).retire([instance.id], anEffect('retire/1'))).rejects.toMatchObject(PASSING);
    expect((await fetch(instance.address)).status).toBe(200);
    await world.podman.start();

    expect(only(await targetIn(dir).observe(signal))).toEqual(instance);
    expect(await targetIn(dir).retire([instance.id], anEffect('retire/1'))).toEqual({ instances: [] });
  });

  it('knows a container by its labels when its record is lost, and lets it prove itself', async () => {
    const state = await targetIn(dir).prepare(place({ instances: 2 }), anEffect('prepare/1'));
    const [lost] = state.instances;
    await rm(join(dir, 'instances', `${lost?.id}.json`));

    await expect.poll(async () => (await targetIn(dir).observe(signal)).instances.length, PATIENTLY).toBe(2);
    const target = targetIn(dir);
    await expect
      .poll(async () => (await target.observe(signal)).instances.every((one) => one.healthy), PATIENTLY)
      .toBe(true);
    expect((await target.observe(signal)).instances).toEqual(state.instances);
  });

  it('starts one again that somebody removed', async () => {
    const instance = await prepareOne();
    await world.remove(instance);
    const target = targetIn(dir);

    await expect.poll(async () => only(await target.observe(signal)).healthy, PATIENTLY).toBe(true);

    expect(only(await target.observe(signal))).toEqual({ ...instance, restarts: 1 });
  });

  it('reads back what runs: another image under the name of an instance is another digest', async () => {
    const instance = await prepareOne();
    await world.remove(instance);
    const other = [await world.podman.copyOf(world.image.reference), 'node', '-e', 'setInterval(() => 0, 1000)'];
    await world.podman.run('run', '--detach', '--name', nameOf(instance), ...other);

    const seen = only(await targetIn(dir).observe(signal));

    expect(seen.artifactDigests).not.toEqual(instance.artifactDigests);
    expect(seen.artifactDigests[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('gives up an image that nothing runs any more, and never one that a container has', async () => {
    const used = { dir, engine: world.podman.engine };
    const instance = await prepareOne();

    expect(await forgetImage(used, world.image.place(), signal)).toMatch(/stays in the container engine at/);
    expect((await fetch(instance.address)).status).toBe(200);

    await targetIn(dir).retire([instance.id], anEffect('retire/1'));
    expect(await forgetImage(used, world.image.place(), signal)).toBeNull();
    await expect(world.podman.run('image', 'exists', world.image.reference)).rejects.toThrow();
    // What is gone is gone; and what is needed again is pulled again.
    expect(await forgetImage(used, world.image.place(), signal)).toBeNull();
    expect(only(await targetIn(dir).prepare(place(), anEffect('prepare/2'))).healthy).toBe(true);
  });

  it('pulls what is needed to go back, and says so plainly when it is neither in the engine nor in the registry', async () => {
    const instance = await prepareOne();
    await targetIn(dir).retire([instance.id], anEffect('retire/1'));
    await world.podman.run('rmi', '--all', '--force');

    const again = only(await targetIn(dir).prepare(place(), anEffect('prepare/2')));
    await targetIn(dir).retire([again.id], anEffect('retire/2'));
    await world.podman.run('rmi', '--all', '--force');
    const gone = targetIn(dir, { images: () => [world.image.missingPlace()] });
    const preparing = gone.prepare(place(), anEffect('prepare/3'));

    expect(again.healthy).toBe(true);
    await expect(preparing).rejects.toMatchObject(LASTING);
    await expect(preparing).rejects.toThrow(/neither in the engine nor in the registry.*plimsoll rollback --to/s);
  });

  it('takes an image that the engine has while the registry is away', async () => {
    const instance = await prepareOne();
    await targetIn(dir).retire([instance.id], anEffect('retire/1'));
    await world.image.kill();
    try {
      expect(only(await targetIn(dir).prepare(place(), anEffect('prepare/2'))).healthy).toBe(true);
      await endAll();
      await world.podman.run('rmi', '--all', '--force');
      await expect(targetIn(dir).prepare(place({ release: 'rel_2' }), anEffect('prepare/3'))).rejects.toMatchObject(
        PASSING,
      );
    } finally {
      await world.image.start();
    }
  });

  it('loads an image out of a folder of images', async () => {
    const target = targetIn(dir, { images: () => [world.image.localPlace()] });

    const instance = only(await target.prepare(place(), anEffect('prepare/1')));

    expect(instance.healthy).toBe(true);
  });
});

/** Builds an image of a context with podman, by the environment of this process, and stores it. */
async function storedImage(dir: string, context: string): Promise<StoredImage> {
  const server = await realRegistry();
  const oci = { type: 'oci', url: server.url, login: null, allowPrivate: ['127.0.0.0/8'] } as const;
  const spec = { name: 'app', kind: 'container' as const, path: '.', run: null, build: { dockerfile: 'Dockerfile' } };
  const request = { spec, sourceDir: context, outDir: join(dir, 'out'), version: '1.0.0', commit: 'c0ffee' };
  const built = await containerBuilder({ tools: ['podman'] }).build(request, anEffect('build/1'));
  const local = localRegistry({ dir: join(dir, 'local') });
  return stored(built, server, ociRegistry(oci, { dir: join(dir, 'pulled') }), local);
}
