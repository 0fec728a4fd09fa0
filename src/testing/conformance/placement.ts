import { createHash } from 'node:crypto';
import { type Duration, milliseconds } from '../../core/kernel/duration.ts';
import type { Digest, ReleaseId } from '../../core/kernel/id.ts';
import type { Track } from '../../core/unit/environment.ts';
import type { Placement } from '../../ports/target.ts';

/** What a test wants to say of a placement; the rest is filled in. */
export interface PlacementAsked {
  readonly release: string;
  readonly track: Track;
  readonly instances: number;
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly grace?: Duration;
  readonly healthyAfter?: number;
}

const digestFor = (text: string): Digest => `sha256:${createHash('sha256').update(text).digest('hex')}` as Digest;

/** A placement of a release whose one artifact is named by the release. */
export function aPlacement(asked: PlacementAsked): Placement {
  const { release, track, instances, command = ['node', 'service.mjs'], env = {} } = asked;
  const snapshot = {
    target: { type: 'process' as const, command, instances, env, grace: asked.grace ?? milliseconds(2_000) },
    health: { path: '/healthz', every: milliseconds(20), healthyAfter: asked.healthyAfter ?? 2 },
  };
  const artifact = { name: 'app', kind: 'files' as const, digest: digestFor(release), bytes: 1 };
  return {
    release: {
      id: release as ReleaseId,
      unit: 'storefront',
      version: '1.0.0',
      commit: 'c0ffee'.padEnd(40, '0'),
      dirty: false,
      artifacts: [artifact],
      configs: { staging: { snapshot, digest: digestFor(`${release} config`) } },
      tag: '1.0.0-c0ffee000000',
    },
    snapshot,
    track,
  };
}
