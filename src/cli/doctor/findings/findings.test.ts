import { describe, expect, it } from 'vitest';
import type { About, EnvironmentView } from '../../../api/control-plane.ts';
import type { SourceCheck } from '../../../api/source-check.ts';
import { hours } from '../../../core/kernel/duration.ts';
import { instant, later } from '../../../core/kernel/instant.ts';
import { weight } from '../../../core/kernel/weight.ts';
import type { UnitSpec } from '../../../core/unit/unit.ts';
import { aUnitSpec, NOON } from '../../../testing/builders.ts';
import type { GitLook } from '../../init/repository.ts';
import type { Facts, PlaneFacts, SiteFacts } from '../facts.ts';
import type { Finding } from './finding.ts';
import { findingsOf } from './findings.ts';

const GIB = 1024 ** 3;
const SPLIT = { kind: 'split', candidate: weight(0) ?? (0 as never) } as const;

const anAbout = (changes: Partial<About> = {}): About => ({
  ...{ api: 1, version: '1.0.0', pid: 7, epoch: 1, controlPlaneId: 'cp_1', page: 'http://localhost:7311' },
  ...{ startedAt: '2026-11-20T12:00:00.000Z', demoApprover: false, quarantined: [] },
  ...{ fingerprint: null, isolation: null },
  approvers: [{ person: 'person:ada', groups: [], environments: null, keyId: 'k', active: true, passkey: null }],
  ...changes,
});
const aView = (changes: Partial<EnvironmentView> = {}): EnvironmentView => ({
  version: 1,
  ...{ unit: 'checkout', environment: 'production', demo: false, address: 'http://localhost:8080', traffic: SPLIT },
  stable: { release: 'rel_1', version: '1.1', commit: 'c', deployment: 'dep_1', since: '2026-11-20T12:00:00.000Z' },
  ...{ earlier: [], holder: null, queue: [], hold: null, heldBy: null, drift: null },
  ...changes,
});
const aSource = (changes: Partial<SourceCheck>): SourceCheck => ({
  ...{ source: 'prom', ok: true, detail: 'answers', warnings: [] },
  ...changes,
});

const aSite = (changes: Partial<SiteFacts> = {}): SiteFacts => ({
  ...{ unit: 'checkout', environment: 'production', metrics: { ok: true, detail: 'counts' }, sources: [] },
  stable: [instance(true), instance(true)],
  ...changes,
});
const instance = (ok: boolean) => ({
  address: 'http://127.0.0.1:4000',
  ok,
  detail: ok ? 'answered 200' : 'answered 503',
});
const aPlane = (changes: Partial<Extract<PlaneFacts, { kind: 'answers' }>> = {}): PlaneFacts => ({
  ...{ kind: 'answers', about: anAbout(), deployments: 2, environments: [aView()], sites: [aSite()] },
  rollbacks: [{ unit: 'checkout', environment: 'production', version: '1.1', missing: [] }],
  ...changes,
});
const aRepository = (changes: object = {}): GitLook => ({
  kind: 'repository',
  repository: { root: '/u', prefix: '', head: 'a'.repeat(40), remoteHost: null, dirtyPaths: [], ...changes },
});
const aState = (changes: object = {}, freeBytes = 50 * GIB): Facts['state'] => ({
  path: '/u/.plimsoll',
  folder: { isFolder: true, isOurs: true, mode: 0o700, ...changes },
  freeBytes,
});
const facts = (changes: Partial<Facts> = {}): Facts => ({
  ...{ now: NOON, nodeVersion: '20.20.2', version: '1.0.0', git: aRepository(), stateIgnored: true },
  ...{ config: { spec: aUnitSpec() }, state: aState(), plane: aPlane(), running: [] },
  isolation: { kind: 'not-tried' },
  ...changes,
});
const windows = (from: string, to: string): UnitSpec =>
  aUnitSpec({
    windows: {
      sources: [{ kind: 'dates', name: 'peak', from, to, timezone: 'UTC' }],
      onOpen: 'hold',
      lookahead: 'whole-run',
    },
  });
const found = (changes: Partial<Facts>, about: string): Finding | undefined =>
  findingsOf(facts(changes)).find((one) => one.about === about);

describe('the findings of doctor', () => {
  it('are all OK, and name no fix, where nothing is wrong', () => {
    const findings = findingsOf(facts());

    expect(findings.filter(({ level, fix }) => level !== 'OK' || fix !== null)).toEqual([]);
    expect(findings.map(({ about }) => about)).toEqual([
      ...['node', 'git', 'config', 'windows', 'state', 'room', 'control plane', 'journal', 'approvers production'],
      'isolation',
      ...['router production', 'instances production', 'metrics production', 'rollback production'],
    ]);
  });

  it.each<readonly [string, string, 'OK' | 'WARN' | 'FAIL', Partial<Facts>, RegExp]>([
    ['an old Node', 'node', 'FAIL', { nodeVersion: '20.18.9' }, /older than 20\.19/],
    ['a newer Node', 'node', 'OK', { nodeVersion: '22.0.0' }, /22/],
    ['no git', 'git', 'FAIL', { git: { kind: 'no-git' } }, /not installed/],
    ['no repository', 'git', 'FAIL', { git: { kind: 'none' } }, /no git repository/],
    ['no commit', 'git', 'FAIL', { git: aRepository({ head: null }) }, /no commit/],
    ['changes', 'git', 'WARN', { git: aRepository({ dirtyPaths: ['a', 'b', 'c', 'd'] }) }, /a, b, c and 1 more/],
    ['state that git sees', 'ignored', 'WARN', { stateIgnored: false }, /state folder/],
    ['a bad file', 'config', 'FAIL', { config: { problems: [{ message: 'no unit', line: 1 }] } }, /no unit/],
    [
      'an open window',
      'windows',
      'WARN',
      { config: { spec: windows('2026-11-20T11:00', '2026-11-20T13:00') } },
      /open until 2026-11-20T13:00Z/,
    ],
    [
      'a window tomorrow',
      'windows',
      'OK',
      { config: { spec: windows('2026-11-21T11:00', '2026-11-21T13:00') } },
      /peak 2026-11-21T11:00Z/,
    ],
    [
      'a window next week',
      'windows',
      'OK',
      { config: { spec: windows('2026-11-27T11:00', '2026-11-27T13:00') } },
      /none within two days/,
    ],
    ['no state yet', 'state', 'OK', { state: { ...aState(), folder: null } }, /not made/],
    ['state that others reach', 'state', 'FAIL', { state: aState({ mode: 0o750 }) }, /0750/],
    ['state that we cannot use', 'state', 'FAIL', { state: aState({ mode: 0o400 }) }, /0400/],
    ['state of another account', 'state', 'FAIL', { state: aState({ isOurs: false }) }, /another account/],
    ['state that is a file', 'state', 'FAIL', { state: aState({ isFolder: false }) }, /no folder/],
    ['little room', 'room', 'WARN', { state: aState({}, GIB / 2) }, /512 MiB/],
    ['no room', 'room', 'FAIL', { state: aState({}, GIB / 16) }, /64 MiB/],
    ['no control plane', 'control plane', 'WARN', { plane: { kind: 'not-running' } }, /not looked at/],
    ['a silent one', 'control plane', 'FAIL', { plane: { kind: 'silent', problem: 'hung' } }, /hung/],
    ['another version', 'control plane', 'WARN', { version: '2.0.0' }, /is 1\.0\.0, this command line 2\.0\.0/],
    ['another API', 'control plane', 'FAIL', { plane: aPlane({ about: anAbout({ api: 2 as 1 }) }) }, /API 2/],
    [
      'a broken stream',
      'record',
      'FAIL',
      { plane: aPlane({ about: anAbout({ quarantined: [{ stream: 'dep_1', problem: 'odd' }] }) }) },
      /dep_1 .* odd/,
    ],
    [
      'no approver',
      'approvers production',
      'FAIL',
      { plane: aPlane({ about: anAbout({ approvers: [] }) }) },
      /needs 1 of person:ada; enrolled: 0/,
    ],
    [
      'a dead router',
      'router production',
      'FAIL',
      { plane: aPlane({ environments: [aView({ address: null, traffic: null })] }) },
      /does not answer/,
    ],
    [
      'a router out of service',
      'router production',
      'FAIL',
      { plane: aPlane({ environments: [aView({ traffic: { kind: 'out-of-service' } })] }) },
      /sends nobody to 1\.1/,
    ],
    [
      'nothing released',
      'router production',
      'OK',
      { plane: aPlane({ environments: [aView({ stable: null })] }) },
      /nothing was released/,
    ],
    [
      'a hold',
      'hold production',
      'WARN',
      { plane: aPlane({ environments: [aView({ hold: { deployment: 'dep_1', since: 'x', note: 'why' } })] }) },
      /why/,
    ],
    [
      'one sick instance',
      'instances production',
      'WARN',
      { plane: aPlane({ sites: [aSite({ stable: [instance(true), instance(false)] })] }) },
      /1 of 2 healthy.*503/,
    ],
    [
      'none healthy',
      'instances production',
      'FAIL',
      { plane: aPlane({ sites: [aSite({ stable: [instance(false)] })] }) },
      /0 of 1/,
    ],
    [
      'no instance at all',
      'instances production',
      'FAIL',
      { plane: aPlane({ sites: [aSite({ stable: [] })] }) },
      /0 of 0/,
    ],
    [
      'fewer than configured',
      'instances production',
      'WARN',
      { plane: aPlane({ sites: [aSite({ stable: [instance(true)] })] }) },
      /2 are configured/,
    ],
    [
      'no counts',
      'metrics production',
      'FAIL',
      { plane: aPlane({ sites: [aSite({ metrics: { ok: false, detail: 'none' } })] }) },
      /none/,
    ],
    [
      'a source that has no data of stable',
      'source prom',
      'FAIL',
      {
        plane: aPlane({
          sites: [aSite({ sources: [aSource({ ok: false, detail: 'no data of stable: no series' })] })],
        }),
      },
      /no data of stable: no series/,
    ],
    [
      'a source whose buckets are too wide for a gate',
      'source prom',
      'WARN',
      { plane: aPlane({ sites: [aSite({ sources: [aSource({ warnings: ['add edges at 200 ms'] })] })] }) },
      /add edges at 200 ms/,
    ],
    [
      'a source that is well',
      'source prom',
      'OK',
      { plane: aPlane({ sites: [aSite({ sources: [aSource({})] })] }) },
      /production: answers/,
    ],
    [
      'a lost release',
      'rollback production',
      'FAIL',
      {
        plane: aPlane({
          rollbacks: [{ unit: 'checkout', environment: 'production', version: '1.1', missing: ['app@x'] }],
        }),
      },
      /app@x/,
    ],
    [
      'a registry that does not answer',
      'rollback production',
      'FAIL',
      {
        plane: aPlane({
          rollbacks: [
            {
              unit: 'checkout',
              environment: 'production',
              version: '1.1',
              missing: null,
              problem: 'asking r.test failed',
            },
          ],
        }),
      },
      /1\.1 cannot be looked for: asking r\.test failed/,
    ],
    [
      'an unknown release',
      'rollback production',
      'WARN',
      {
        plane: aPlane({ rollbacks: [{ unit: 'checkout', environment: 'production', version: '1.1', missing: null }] }),
      },
      /does not name/,
    ],
    [
      'a site of an old name',
      'leftover',
      'WARN',
      { running: [{ unit: 'till', environment: 'production' }] },
      /till\/production/,
    ],
  ])('tell of %s', (_, about, level, changes, detail) => {
    expect(found(changes, about)).toMatchObject({ level, detail: expect.stringMatching(detail) });
  });

  it('name a fix for everything that is not OK', () => {
    const bad = findingsOf(
      facts({ git: { kind: 'none' }, stateIgnored: false, config: { problems: [] }, plane: { kind: 'not-running' } }),
    );

    expect(bad.filter(({ level, fix }) => level !== 'OK' && fix === null)).toEqual([]);
  });

  it('say nothing of sites that the configuration names', () => {
    expect(found({ running: [{ unit: 'checkout', environment: 'staging' }] }, 'leftover')).toBeUndefined();
  });
});

describe('a calendar that is not known far enough', () => {
  it('is told, since every moment beyond counts as inside a window', () => {
    const spec = aUnitSpec({
      windows: {
        sources: [{ kind: 'cron', name: 'busy', cron: '* * * * *', duration: hours(1), timezone: 'UTC' }],
        onOpen: 'hold',
        lookahead: 'whole-run',
      },
    });

    expect(found({ config: { spec }, now: instant(later(NOON, hours(1))) }, 'windows')?.level).toBe('WARN');
  });
});
