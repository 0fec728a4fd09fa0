import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerBuild } from '../../../core/unit/artifact.ts';
import type { BuiltArtifact } from '../../../ports/artifact-builder.ts';
import { anEffect, LASTING, PASSING, PATIENTLY, workspace, writeTree } from '../../../testing/conformance/workspace.ts';
import { unpackInto } from '../../shared/archive/unpack.ts';
import { readLayout } from '../../shared/artifact/image-layout.ts';
import { CycloneDxForm } from '../../shared/sbom/testing/cyclonedx-form.ts';
import { type RealPodman, realPodman } from '../../target/container/testing/real-podman.ts';
import { containerBuilder } from './index.ts';
import type { ToolName } from './tool.ts';

const DOCKERFILE = `FROM scratch AS first
ARG COLOUR=red
ENV COLOUR=$COLOUR
COPY app /app
FROM first
COPY more /more
CMD ["/app/run"]
`;
const TREE = { Dockerfile: DOCKERFILE, 'app/run': 'not run here', 'more/readme': 'more' };

let podman: RealPodman;
let tools = '';
const path = process.env.PATH ?? '';
beforeAll(async () => {
  podman = await realPodman();
  Object.assign(process.env, podman.env);
  // Debian's package podman-docker does just this: docker's command, and podman behind it.
  tools = await mkdtemp(join(tmpdir(), 'plimsoll-tools-'));
  await writeFile(join(tools, 'docker'), '#!/bin/sh\n[ "$1" = version ] && exec podman --version\nexec podman "$@"\n');
  await chmod(join(tools, 'docker'), 0o755);
  process.env.PATH = `${tools}:${path}`;
});
afterAll(async () => {
  process.env.PATH = path;
  await podman?.stop();
  await rm(tools, { recursive: true, force: true });
});

const { signal } = new AbortController();

describe.each<ToolName>(['podman', 'buildah', 'docker'])('the builder of containers with %s', (tool) => {
  const space = workspace();

  async function build(
    given: {
      tree?: Record<string, string>;
      build?: Partial<ContainerBuild>;
      place?: string;
      commit?: string;
      sbom?: 'cyclonedx';
    } = {},
  ) {
    const { tree = TREE, place = 'here', commit = 'c0ffee' } = given;
    const sourceDir = await writeTree(await space.path(place, 'source'), tree);
    const spec = {
      ...{ name: 'app', kind: 'container' as const, path: '.', run: null },
      build: { dockerfile: 'Dockerfile', ...given.build },
      ...(given.sbom === undefined ? {} : { sbom: given.sbom }),
    };
    const request = { spec, sourceDir, outDir: await space.path(place, 'out'), version: '1.2.3', commit };
    return containerBuilder({ tools: [tool] }).build(request, anEffect('dep_1/packaging/build-app/1'));
  }

  /** The configuration of the image in an archive. */
  async function configOf({ file, digest }: BuiltArtifact, place = 'look') {
    const folder = await space.path(place);
    await mkdir(folder, { recursive: true });
    expect(await unpackInto(file, folder, signal)).toBe(digest);
    const image = await readLayout(folder, signal);
    const text = await readFile(image.fileOf(image.config.digest), 'utf8');
    return (JSON.parse(text) as { config: { Env?: string[]; Labels: Record<string, string>; Cmd?: string[] } }).config;
  }

  it('lists what is in the image where that is asked for', async () => {
    const left = { 'app/node_modules/left/package.json': '{"name":"left","version":"1.3.0"}' };
    const { sbom } = await build({ tree: { ...TREE, ...left }, sbom: 'cyclonedx' });

    const bill = CycloneDxForm.parse(JSON.parse(sbom?.text ?? ''));
    expect(bill.components.map(({ purl }) => purl)).toEqual(['pkg:npm/left@1.3.0']);
    expect(bill.metadata.component).toMatchObject({ type: 'container', name: 'app', version: '1.2.3' });
  });

  it('makes an archive of one image, every part of it under its digest, with labels that say what it is of', async () => {
    const built = await build();

    expect(built).toMatchObject({ name: 'app', kind: 'container' });
    expect(await configOf(built)).toMatchObject({
      Cmd: ['/app/run'],
      Labels: { 'org.opencontainers.image.version': '1.2.3', 'org.opencontainers.image.revision': 'c0ffee' },
    });
  });

  it('takes no step from a cache when only an argument is another', async () => {
    const red = await configOf(await build({ place: 'one' }), 'red');
    const blue = await configOf(await build({ place: 'two', build: { args: { COLOUR: 'blue; $(id)' } } }), 'blue');

    expect(red.Env).toContain('COLOUR=red');
    expect(blue.Env).toContain('COLOUR=blue; $(id)');
  });

  it('builds up to a stage', async () => {
    expect((await configOf(await build({ build: { stage: 'first' } }))).Cmd ?? null).toBeNull();
  });

  it('says what the tool said last when a step fails', async () => {
    const failing = build({ tree: { ...TREE, Dockerfile: 'FROM scratch\nCOPY nothing-like-it /x\n' } });

    await expect(failing).rejects.toMatchObject(LASTING);
    await expect(failing).rejects.toThrow(/building the image of app ended with exit code \d+[\s\S]*nothing-like-it/);
  });

  it.each(['..', '/etc/passwd', 'missing'])('takes no file with the steps from %j', async (dockerfile) => {
    await expect(build({ build: { dockerfile } })).rejects.toMatchObject(LASTING);
  });

  it.skipIf(tool === 'docker')('leaves no image behind (but with docker, whose build cache is its own)', async () => {
    await podman.run('rmi', '--all', '--force');

    await build();

    expect(await podman.run('images', '--all', '--quiet')).toBe('');
  });
});

describe('the builder of containers', () => {
  const space = workspace();
  const request = async (place = 'here') => ({
    spec: { ...{ name: 'app', kind: 'container' as const, path: '.', run: null }, build: { dockerfile: 'Dockerfile' } },
    sourceDir: await writeTree(await space.path(place, 'source'), TREE),
    outDir: await space.path(place, 'out'),
    ...{ version: '1.2.3', commit: 'c0ffee' },
  });

  it.each<ToolName>(['podman', 'buildah'])(
    'makes the same bytes of the same tree with %s, wherever and whenever',
    async (tool) => {
      const builder = containerBuilder({ tools: [tool] });

      const one = await builder.build(await request('here'), anEffect('build/1'));
      const other = await builder.build(await request('elsewhere'), anEffect('build/2'));

      expect(other.digest).toBe(one.digest);
    },
  );

  it('makes an image that the tool itself knows again by the digest of its configuration', async () => {
    const built = await containerBuilder({ tools: ['podman'] }).build(await request(), anEffect('build/1'));
    const folder = await space.path('look');
    await mkdir(folder);
    await unpackInto(built.file, folder, signal);
    const { config } = await readLayout(folder, signal);
    await podman.run('rmi', '--all', '--force');

    await promisify(execFile)('podman', ['load', '--quiet', '--input', built.file]);

    expect(await podman.run('images', '--all', '--quiet', '--no-trunc')).toBe(config.digest);
    await podman.run('rmi', '--all', '--force');
  });

  it('says what to install where nothing builds images', async () => {
    process.env.PATH = tools;
    await rm(join(tools, 'docker'));
    try {
      const building = containerBuilder().build(await request(), anEffect('build/1'));

      await expect(building).rejects.toMatchObject(LASTING);
      await expect(building).rejects.toThrow('Install podman or buildah, or start docker');
    } finally {
      process.env.PATH = path;
    }
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const given = await request();
    const building = containerBuilder({ tools: ['podman'] }).build(given, anEffect('build/1', { signal: stop.signal }));
    building.catch(() => undefined);
    await expect
      .poll(() => readFile(join(given.outDir, 'app.building.log'), 'utf8').catch(() => ''), PATIENTLY)
      .toContain('STEP');

    stop.abort();

    await expect(building).rejects.toMatchObject(PASSING);
  });
});
