import { describe, expect, it } from 'vitest';
import { aConfiguration, environmentOf, problemsIn, shortProblems, specOf } from './fixtures/configuration.ts';

const staging = (target: string): string => `{ target: ${target}, validate: { smoke: { run: x } } }`;
const IMAGE = '[{ name: app, type: container, build: { context: . } }]';

/** A file whose every target is this container. */
const containers = (target: string, artifacts = IMAGE): string =>
  aConfiguration({ artifacts, staging: staging(target) }).replaceAll(
    /target: \{ command: [^}]*\}/g,
    `target: ${target}`,
  );

describe('a target of containers', () => {
  it('is filled in with what was left out, and says nothing of what was not written', () => {
    expect(environmentOf(containers('{ type: container, port: 8080 }'), 'staging').target).toEqual({
      ...{ type: 'container', engine: 'auto', instances: 1, port: 8080, env: {}, grace: 10_000 },
    });
    const all =
      '{ type: container, engine: "unix:///run/e.sock", network: host, memory: 1GiB, cpus: 0.25, command: [x] }';
    expect(environmentOf(containers(all), 'staging').target).toMatchObject({
      ...{ engine: 'unix:///run/e.sock', network: 'host', memory: 1024 ** 3, milliCpus: 250, command: ['x'] },
    });
  });

  it.each([
    ['no port', '{ type: container }', 'missing-key'],
    [
      'a port beside the network of the machine',
      '{ type: container, network: host, port: 80 }',
      'key-of-another-target',
    ],
    ['an engine over a network', '{ type: container, port: 80, engine: "tcp://10.0.0.1:2375" }', 'bad-value'],
    ['memory without a unit', '{ type: container, port: 80, memory: "256" }', 'memory'],
    ['less memory than anything starts in', '{ type: container, port: 80, memory: 1MiB }', 'memory'],
    ['a key of no target', '{ type: container, port: 80, image: x }', 'unknown-key'],
  ])('is refused with %s', (_, target, code) => {
    const problems = problemsIn(containers(target));

    expect([...new Set(problems.map((problem) => problem.code))]).toEqual([code]);
    for (const { remedy } of problems) expect(remedy).not.toBe('');
  });

  it.each([
    ['files alone', '[{ name: app, type: files, path: app }]'],
    ['two images', '[{ name: a, type: container }, { name: b, type: container }]'],
  ])('is refused with %s to run', (_, artifacts) => {
    const found = shortProblems(containers('{ type: container, port: 80 }', artifacts));

    expect(found.map((one) => one.split(' ')[0])).toContain('artifact-for-target');
  });

  it('a target of processes is refused an engine, and an image to run', () => {
    const text = aConfiguration({ artifacts: IMAGE, staging: staging('{ command: [node], engine: auto }') });

    const codes = shortProblems(text).map((one) => one.split(' ')[0]);
    expect(codes).toEqual(expect.arrayContaining(['key-of-another-target', 'artifact-for-target']));
  });
});

describe('an image', () => {
  it('is built of its context, by the file in it unless another is named', () => {
    const artifacts = '[{ name: app, type: container, build: { context: shop, stage: release, args: { A: "1" } } }]';

    expect(specOf(containers('{ type: container, port: 80 }', artifacts)).artifacts).toEqual([
      {
        ...{ name: 'app', kind: 'container', path: 'shop', run: null },
        build: { dockerfile: 'shop/Dockerfile', stage: 'release', args: { A: '1' } },
      },
    ]);
  });

  it.each(['{ context: .. }', '{ dockerfile: /etc/passwd }'])('is not built of %s', (build) => {
    const artifacts = `[{ name: app, type: container, build: ${build} }]`;

    expect(problemsIn(containers('{ type: container, port: 80 }', artifacts)).map(({ code }) => code)).toEqual([
      'bad-value',
    ]);
  });
});

describe('what lies beside an image, and where', () => {
  const OCI = 'registry: { type: oci, url: registry.acme.test }\n';
  const app = (more: string): string => `[{ name: app, type: container, ${more} }]`;
  const written = (more: string, registry = OCI): string => aConfiguration({ artifacts: app(more), more: registry });

  it('is its bill of materials, and the repository that is written', () => {
    const text = containers('{ type: container, port: 80 }', app('image: payments/checkout, sbom: cyclonedx'));
    const spec = specOf(`${text}${OCI}`);

    expect(spec.artifacts[0]).toMatchObject({ name: 'app', sbom: 'cyclonedx' });
    expect(spec.registry).toMatchObject({ type: 'oci', repository: 'payments/checkout' });
  });

  it.each([
    ['a repository without a registry', written('image: payments/checkout', ''), 'image-without-registry'],
    ['a repository with a tag', written('image: "payments/checkout:1"'), 'bad-value'],
    [
      'a repository of files',
      aConfiguration({ artifacts: '[{ name: a, type: files, path: a, image: a }]', more: OCI }),
      'key-of-another-artifact',
    ],
    ['another kind of bill', written('sbom: spdx'), 'unknown-value'],
    [
      'a bill of infrastructure code',
      aConfiguration({ artifacts: '[{ name: a, type: iac, path: a, run: b, plan: c, sbom: cyclonedx }]' }),
      'key-of-another-artifact',
    ],
  ])('is refused: %s', (_, text, code) => {
    expect(problemsIn(text).map((problem) => problem.code)).toContain(code);
  });
});
