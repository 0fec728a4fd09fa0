import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { artifactBuilderConformance } from '../../../testing/conformance/artifact-builder.ts';
import { anEffect, workspace, writeTree } from '../../../testing/conformance/workspace.ts';
import { ARCHIVE_LIMITS } from '../../shared/archive/limits.ts';
import { listFiles } from '../../shared/archive/list-files.ts';
import { unpackInto } from '../../shared/archive/unpack.ts';
import { digestOfBytes } from '../../shared/hash-file.ts';
import { iacBuilder } from './index.ts';

// Beside what each rule runs, a plan is made, as a configuration must have it.
artifactBuilderConformance('iac', () => {
  const builder = iacBuilder();
  return {
    kind: 'iac',
    build: ({ spec, ...request }, effect) => {
      const run = `mkdir -p plans && echo a plan > plans/all && { ${spec.run ?? 'true'}; }`;
      return builder.build({ ...request, spec: { ...spec, run, plan: 'plans' } }, effect);
    },
  };
});

describe('the builder of infrastructure code', () => {
  const space = workspace();

  async function build(run: string, plan = 'infra/plans', place = 'one') {
    const sourceDir = await writeTree(await space.path(place, 'source'), {
      'infra/main.tf': 'resource {}',
      'infra/plans/stale.tfplan': 'of an earlier try',
    });
    const spec = { name: 'infra', kind: 'iac' as const, path: 'infra', run, plan };
    const request = { spec, sourceDir, outDir: await space.path(place, 'out'), version: '1.0.0', commit: 'c0ffee' };
    const built = await iacBuilder().build(request, anEffect('dep_1/packaging/build/1'));
    const unpacked = await writeTree(await space.path(place, 'unpacked'), {});
    await unpackInto(built.file, unpacked, new AbortController().signal);
    return { built, unpacked };
  }

  const PLAN = 'mkdir -p infra/plans && printf add:1 > infra/plans/production.tfplan';

  it('carries code and plan apart, and the digest of every file of the plan', async () => {
    const { unpacked } = await build(PLAN);

    expect(await listFiles(unpacked, ARCHIVE_LIMITS)).toEqual(['iac.json', 'plan/production.tfplan', 'source/main.tf']);
    expect(JSON.parse(await readFile(join(unpacked, 'iac.json'), 'utf8'))).toEqual({
      schema: 'plimsoll.iac/v1',
      ...{ name: 'infra', source: 'source' },
      plan: [{ file: 'plan/production.tfplan', digest: digestOfBytes('add:1'), bytes: 5 }],
    });
  });

  it('has another digest when the plan comes to something else, though the code is the same', async () => {
    const one = await build(PLAN, 'infra/plans', 'one');
    const same = await build(PLAN, 'infra/plans', 'same');
    const other = await build(PLAN.replace('add:1', 'destroy:1'), 'infra/plans', 'other');

    expect(same.built.digest).toBe(one.built.digest);
    expect(other.built.digest).not.toBe(one.built.digest);
  });

  it('takes a plan of one file', async () => {
    const { unpacked } = await build('printf add:1 > tfplan', 'tfplan');

    expect(await readFile(join(unpacked, 'plan/tfplan'), 'utf8')).toBe('add:1');
  });

  it('takes no plan of an earlier try for the one of now', async () => {
    await expect(build('true')).rejects.toThrow('there is no plan at "infra/plans"');
  });

  it('refuses a plan that is empty, and one that would be the code itself', async () => {
    await expect(build('mkdir infra/plans')).rejects.toThrow('holds no file');
    await expect(build(PLAN, 'infra', 'code')).rejects.toThrow('holds the code itself');
    await expect(build(PLAN, '../plans', 'out-of-it')).rejects.toThrow('does not stay inside');
  });
});
