import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plimsoll } from './world/program.ts';
import { ship } from './world/shipping.ts';
import type { Users } from './world/users.ts';
import { newWorld, type World } from './world/world.ts';

const VALIDATE = [
  'performance: { run: node measure.js, results: perf.json, baseline: last-production, limits: [latency_p99 <= baseline * 1.1, throughput >= 1000 req/s] }',
  'security: { run: node scan.js, sarif: "*.sarif", audit: audit.json, fail_on: { critical: 0, high: 0 }, compare_to: last-production }',
].join(', ');
const SETTINGS = { validate: VALIDATE };
const KNOWN = [['old', '5.0'] as const];

let world: World;
let users: Users | undefined;
beforeAll(async () => {
  world = await newWorld(SETTINGS, { findings: KNOWN });
  users = await world.users();
});
afterAll(async () => {
  await users?.leave();
  expect(await world?.end()).toEqual([]);
});

const report = async (id: string): Promise<string> => {
  const out = join(world.root, 'staging.md');
  await plimsoll(world.counter.dir, 'report', id, '--kind', 'staging', '--out', out);
  return readFile(out, 'utf8');
};
const shipped = () => ship(world.plane, world.approver);

it('the first release has no baseline, which is told and is no pass', async () => {
  const [first] = await world.plane.client.list();

  expect(await report(first?.id ?? '')).toContain(
    '| Latency p99 | none | 180ms | … no baseline |\n| Throughput | none | 1250 req/s | ✅ |',
  );
});

it('a release that is as good goes on, with what it had before called existing', async () => {
  await world.counter.release('1.1.0', { p99: 175, findings: KNOWN }, SETTINGS);

  const { id, view } = await shipped();

  expect(view.phase).toBe('completed');
  const text = await report(id);
  expect(text).toContain('| Latency p99 | 180ms | 175ms | ✅ |');
  expect(text).toContain(
    '- Vulnerability scan: 0 critical, 0 high, 1 medium (existing)\n- Dependency audit: No new vulnerabilities\n',
  );
});

it.each([
  [
    '2.1.0',
    'that is slower than the last one may be',
    { p99: 199, findings: KNOWN },
    'performance failed on staging: latency_p99 is 199ms (baseline 175ms), not latency_p99 <= baseline * 1.1',
    '| Latency p99 | 175ms | 199ms | ❌ |',
  ],
  [
    '2.2.0',
    'with a new vulnerability',
    { findings: [...KNOWN, ['new', '9.8'] as const] },
    'security failed on staging: the vulnerability scan found 1 new critical, at most 0 may pass',
    '- Vulnerability scan: 1 critical (1 new), 0 high, 1 medium (existing)',
  ],
  [
    '2.3.0',
    'whose dependencies nobody could look at',
    { findings: KNOWN, audit: 'unavailable' as const },
    'security failed on staging: scanner unavailable: the dependency audit said nothing (the endpoint does not answer)',
    '- Dependency audit: ❌ Scanner unavailable (the endpoint does not answer)',
  ],
])('release %s, %s, ends on staging, and the report shows where', async (version, _, faults, problem, line) => {
  await world.counter.release(version, faults, SETTINGS);

  const { id, view } = await shipped();

  expect(view).toMatchObject({ phase: 'staging-failed', signal: 'STAGING_FAILED', problem });
  const text = await report(id);
  expect(text).toContain(line);
  // What a check says is text, whatever Markdown would read into it.
  expect(text.replaceAll('\\', '')).toContain(`❌ Not ready: ${problem}`);
});
