import { chmodSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/cli/doctor/findings/finding.ts';
import type { Document } from '../../src/cli/outcome.ts';
import { plimsoll } from './world/program.ts';
import { newWorld, type World } from './world/world.ts';

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(async () => {
  expect(await world.end()).toEqual([]);
});

async function doctor(...args: readonly string[]) {
  const { exit, out } = await plimsoll(world.plane.dir, 'doctor', ...args, '-o', 'json');
  const document = JSON.parse(out) as Document & { readonly data: { readonly findings: readonly Finding[] } };
  const level = (about: string) => document.data.findings.find((one) => one.about === about)?.level;
  return { exit, document, level };
}

/** What is not in order; that no place for heads is named is a choice of this world. */
const unwell = (findings: readonly Finding[]) =>
  findings.filter(({ about, level }) => level !== 'OK' && about !== 'room' && about !== 'head export');

describe('plimsoll doctor beside a release that serves', () => {
  it('finds everything in order and exits 0', async () => {
    const { exit, document, level } = await doctor();

    expect(unwell(document.data.findings)).toEqual([]);
    expect(exit).toBe(0);
    for (const name of ['router', 'instances', 'metrics', 'rollback']) expect(level(`${name} production`)).toBe('OK');
  });

  it('fails with exit 4 when the release to go back to is damaged', async () => {
    const blobs = join(world.plane.dir, '.plimsoll', 'registry', 'blobs', 'sha256');
    const largest = readdirSync(blobs).toSorted(
      (one, other) => statSync(join(blobs, other)).size - statSync(join(blobs, one)).size,
    )[0] as string;
    renameSync(join(blobs, largest), join(blobs, 'away'));

    const { exit, document, level } = await doctor();
    renameSync(join(blobs, 'away'), join(blobs, largest));

    expect(exit).toBe(4);
    expect(level('rollback production')).toBe('FAIL');
    expect(document).toMatchObject({ ok: false, errors: [{ code: 'doctor-rollback' }] });
  });

  it('mends the state folder’s mode with --fix, and nothing without', async () => {
    const state = join(world.plane.dir, '.plimsoll');
    chmodSync(state, 0o755);

    const before = await doctor();
    const open = statSync(state).mode & 0o777;
    const fixed = await doctor('--fix');

    expect([before.exit, before.level('state'), open]).toEqual([4, 'FAIL', 0o755]);
    expect([fixed.exit, fixed.level('state'), statSync(state).mode & 0o777]).toEqual([0, 'OK', 0o700]);
  });

  it('starts no control plane to look', async () => {
    await plimsoll(world.plane.dir, 'down');

    const { exit, level } = await doctor();
    const again = await plimsoll(world.plane.dir, 'down', '-o', 'json');

    expect([exit, level('control plane')]).toEqual([0, 'WARN']);
    expect(JSON.parse(again.out).data.stopped).toBe(false);
  });
});
