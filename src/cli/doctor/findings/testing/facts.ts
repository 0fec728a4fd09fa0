import type { About, EnvironmentView } from '../../../../api/control-plane.ts';
import type { SourceCheck } from '../../../../api/source-check.ts';
import type { Instant } from '../../../../core/kernel/instant.ts';
import { weight } from '../../../../core/kernel/weight.ts';
import type { UnitSpec } from '../../../../core/unit/unit.ts';
import type { GitLook } from '../../../init/repository.ts';
import type { Facts, PlaneFacts, SiteFacts } from '../../facts.ts';
import type { Finding } from '../finding.ts';
import { findingsOf } from '../findings.ts';

/** In bytes. */
export const GIB = 1024 ** 3;
const SPLIT = { kind: 'split', candidate: weight(0) ?? (0 as never) } as const;

/** What a control plane says of itself when all is well. */
export const anAbout = (changes: Partial<About> = {}): About => ({
  ...{ api: 1, version: '1.0.0', pid: 7, epoch: 1, controlPlaneId: 'cp_1', page: 'http://localhost:7311' },
  ...{ startedAt: '2026-11-20T12:00:00.000Z', demoApprover: false, quarantined: [] },
  ...{ fingerprint: null, isolation: null },
  approvers: [{ person: 'person:ada', groups: [], environments: null, keyId: 'k', active: true, passkey: null }],
  ...changes,
});

/** An environment in which a release serves. */
export const aView = (changes: Partial<EnvironmentView> = {}): EnvironmentView => ({
  version: 1,
  ...{ unit: 'checkout', environment: 'production', demo: false, address: 'http://localhost:8080', traffic: SPLIT },
  stable: { release: 'rel_1', version: '1.1', commit: 'c', deployment: 'dep_1', since: '2026-11-20T12:00:00.000Z' },
  ...{ earlier: [], holder: null, queue: [], hold: null, heldBy: null, drift: null },
  ...changes,
});

/** A source of metrics that is well. */
export const aSource = (changes: Partial<SourceCheck>): SourceCheck => ({
  ...{ source: 'prom', ok: true, detail: 'answers', warnings: [] },
  ...changes,
});

/** Two healthy instances, as configured, that are counted. */
export const aSite = (changes: Partial<SiteFacts> = {}): SiteFacts => ({
  ...{ unit: 'checkout', environment: 'production', metrics: { ok: true, detail: 'counts' }, sources: [] },
  stable: [anInstance(true), anInstance(true)],
  ...changes,
});

/** An instance that answers, or does not. */
export const anInstance = (ok: boolean) => ({
  address: 'http://127.0.0.1:4000',
  ok,
  detail: ok ? 'answered 200' : 'answered 503',
});

/** A control plane that answers. */
export const aPlane = (changes: Partial<Extract<PlaneFacts, { kind: 'answers' }>> = {}): PlaneFacts => ({
  ...{ kind: 'answers', about: anAbout(), deployments: 2, environments: [aView()], sites: [aSite()] },
  rollbacks: [{ unit: 'checkout', environment: 'production', version: '1.1', missing: [] }],
  ...changes,
});

/** A repository without changes. */
export const aRepository = (changes: object = {}): GitLook => ({
  kind: 'repository',
  repository: { root: '/u', prefix: '', head: 'a'.repeat(40), remoteHost: null, dirtyPaths: [], ...changes },
});

/** A state folder as it should be. */
export const aState = (changes: object = {}, freeBytes = 50 * GIB): Facts['state'] => ({
  path: '/u/.plimsoll',
  folder: { isFolder: true, isOurs: true, mode: 0o700, ...changes },
  freeBytes,
});

/** What is wrong, or not, in words; what the finding is about; how bad it is; the facts; and what is said. */
export type Case = readonly [string, string, Finding['level'], Partial<Facts>, RegExp];

/** What doctor finds of a unit at a moment, where all is well but for what a test changes. */
export function doctorOf(spec: UnitSpec, now: Instant) {
  const facts = (changes: Partial<Facts> = {}): Facts => ({
    ...{ now, nodeVersion: '20.20.2', version: '1.0.0', git: aRepository(), stateIgnored: true },
    ...{ config: { spec }, state: aState(), plane: aPlane(), running: [] },
    isolation: { kind: 'not-tried' },
    ...changes,
  });
  return {
    findings: (changes?: Partial<Facts>): readonly Finding[] => findingsOf(facts(changes)),
    found: (changes: Partial<Facts>, about: string): Finding | undefined =>
      findingsOf(facts(changes)).find((one) => one.about === about),
  };
}
