import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { milliseconds } from '../../../core/kernel/duration.ts';
import type { SecretValue } from '../../../core/unit/environment.ts';
import type { Placement } from '../../../ports/target.ts';
import { aPlacement } from '../../../testing/conformance/placement.ts';
import { anEffect, workspace, writeTree } from '../../../testing/conformance/workspace.ts';
import { rememberSecret } from '../../shared/known-secrets.ts';
import { killLeftovers } from '../../shared/owned-process.ts';
import { readSecret } from '../../shared/secret.ts';
import { secretVersions } from '../../shared/secret-version.ts';
import { processTarget } from './index.ts';
import { markOf } from './instance-record.ts';
import { instanceRecords } from './instance-records.ts';
import { scrubLog } from './log-file.ts';

const FIXTURES = fileURLToPath(new URL('./fixtures', import.meta.url));
const { signal } = new AbortController();
const space = workspace();
const VARIABLE = 'PLIMSOLL_TEST_TARGET_SECRET';
const REFERENCE = { from: 'env', name: VARIABLE } as const;

let dir = '';
beforeEach(async () => {
  dir = await space.path('target');
  process.env[VARIABLE] = 'first "value" of it';
});
afterEach(async () => {
  delete process.env[VARIABLE];
  for (const record of await instanceRecords(dir).list()) {
    await killLeftovers({ identity: record.process, mark: markOf(record) }, signal);
  }
});

const versionOf = () => secretVersions(join(dir, 'versions.key'));
const target = () =>
  processTarget({
    ...{ dir, unit: 'storefront', environment: 'staging', deadline: milliseconds(20_000) },
    materialize: async () => FIXTURES,
    versionOf: versionOf(),
  });

async function given(track: 'stable' | 'candidate' = 'candidate'): Promise<Placement> {
  await writeTree(dir, {});
  const version = versionOf()(await readSecret(REFERENCE, 'environment'));
  const placement = aPlacement({ release: 'one', track, instances: 1, env: { BEHAVE: 'serve' } });
  const secret: SecretValue = { secret: REFERENCE, version };
  const env = { ...placement.snapshot.target.env, GIVEN: secret };
  return { ...placement, snapshot: { ...placement.snapshot, target: { ...placement.snapshot.target, env } } };
}

const environmentOf = async (pid: number): Promise<string> => readFile(`/proc/${pid}/environ`, 'utf8');

describe('a secret of an instance', () => {
  it('is in its environment, and in no file of the target', async () => {
    await target().prepare(await given(), anEffect('prepare/1'));

    const [record] = await instanceRecords(dir).list();
    expect(await environmentOf(record?.process.pid ?? 0)).toContain('GIVEN=first "value" of it');
    for (const name of await readdir(dir, { recursive: true })) {
      const path = join(dir, name);
      if ((await stat(path)).isFile()) expect(await readFile(path, 'latin1'), name).not.toContain('of it');
    }
    expect(record?.secrets?.GIVEN?.version).toMatch(/^v-[0-9a-f]{16}$/);
  });

  it('that changed since the plan was made starts no candidate', async () => {
    const placement = await given();
    process.env[VARIABLE] = 'another value';

    await expect(target().prepare(placement, anEffect('prepare/1'))).rejects.toMatchObject({
      name: 'DriverError',
      retryable: false,
      message: expect.stringContaining(`the secret env:${VARIABLE} has changed since the plan was made`),
    });
  });

  it('that changed meanwhile is given as it is now to stable: an old value may be gone, and users wait', async () => {
    const placement = await given('stable');
    process.env[VARIABLE] = 'another value';

    await target().prepare(placement, anEffect('prepare/1'));

    const [record] = await instanceRecords(dir).list();
    expect(await environmentOf(record?.process.pid ?? 0)).toContain('GIVEN=another value');
  });

  it('that is away starts nothing, and says where it was looked for', async () => {
    const placement = await given();
    delete process.env[VARIABLE];

    await expect(target().prepare(placement, anEffect('prepare/1'))).rejects.toThrow(
      `the secret env:${VARIABLE} is not there or empty`,
    );
  });
});

it('a version tells values apart, is the same after a restart, and is another one at another control plane', async () => {
  await writeTree(dir, {});
  const [one, other] = [
    await readSecret(REFERENCE, 'environment', { [VARIABLE]: 'a' }),
    await readSecret(REFERENCE, 'environment', { [VARIABLE]: 'b' }),
  ];
  const [first, again, elsewhere] = [versionOf(), versionOf(), secretVersions(join(dir, 'other.key'))];

  expect(first(one)).toBe(again(one));
  expect(new Set([first(one), first(other), elsewhere(one)]).size).toBe(3);
  expect((await stat(join(dir, 'versions.key'))).mode & 0o777).toBe(0o600);
});

describe('the log of an instance', () => {
  it('loses its secrets in place, also one that was written in two pieces, and keeps its length', async () => {
    rememberSecret('log-canary-0123456789');
    await writeTree(dir, {});
    const file = join(dir, 'instance.log');
    await writeFile(file, 'before log-canary-0123456789 after\nhalf log-canary-');
    await scrubLog(file);
    await appendFile(file, '0123456789 end\n');
    await scrubLog(file);

    const text = await readFile(file, 'utf8');
    expect(text).not.toContain('0123456789');
    expect(text).toMatch(/^before \[secret\]\*+ after\nhalf \[secret\]\*+ end\n$/);
    expect(text.length).toBe('before log-canary-0123456789 after\nhalf log-canary-0123456789 end\n'.length);
  });

  it('that holds none is left as it is', async () => {
    rememberSecret('log-canary-0123456789');
    await writeTree(dir, {});
    const file = join(dir, 'plain.log');
    await writeFile(file, 'nothing\n');
    const before = await stat(file, { bigint: true });

    await scrubLog(file);

    expect((await stat(file, { bigint: true })).mtimeNs).toBe(before.mtimeNs);
  });
});
