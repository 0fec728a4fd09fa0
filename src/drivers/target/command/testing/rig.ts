import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { milliseconds, minutes } from '../../../../core/kernel/duration.ts';
import type { Digest, ReleaseId } from '../../../../core/kernel/id.ts';
import type { CommandTargetSpec, JsonValue, Track } from '../../../../core/unit/environment.ts';
import type { Placement } from '../../../../ports/target.ts';
import { type CommandSite, type CommandSiteOptions, commandSite } from '../index.ts';

const PLATFORM = fileURLToPath(new URL('../fixtures/platform.mjs', import.meta.url));

/** The specification of a target behind the platform of a file. */
export const platformSpec = (
  state: string,
  params: Readonly<Record<string, JsonValue>> = {},
  more: Partial<CommandTargetSpec> = {},
): CommandTargetSpec => ({
  type: 'command',
  run: [process.execPath, PLATFORM],
  params: { state, patience: 60_000, ...params },
  timeout: minutes(2),
  ...{ instances: 1, env: {} },
  ...more,
});

/** A placement of a release on the platform. */
export function placementOn(
  spec: CommandTargetSpec,
  release: string,
  track: Track,
  behaviour = 'serves',
): Placement & { snapshot: { target: CommandTargetSpec } } {
  const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}` as Digest;
  const target = { ...spec, params: { behaviour } };
  const snapshot = { target, health: { path: '/healthz', every: milliseconds(20), healthyAfter: 1 } };
  return {
    release: {
      ...{
        id: release as ReleaseId,
        unit: 'storefront',
        version: '1.0.0',
        commit: 'c0ffee'.padEnd(40, '0'),
        dirty: false,
      },
      artifacts: [{ name: 'app', kind: 'files', digest: digestOf(release), bytes: 1 }],
      configs: { staging: { snapshot, digest: digestOf(`${release} config`) } },
      tag: '1.0.0-c0ffee000000',
    },
    snapshot,
    track,
  };
}

/** The driver over a platform in a folder. */
export function platformSite(
  dir: string,
  spec: CommandTargetSpec,
  more: Partial<CommandSiteOptions> = {},
): CommandSite {
  const materialize = async (digest: string) => join(dir, digest.slice(7, 19));
  return commandSite({ dir, cwd: dir, unit: 'storefront', environment: 'staging', materialize, ...more }).with(spec);
}

/** What the platform was asked to change, oldest first. */
export async function callsOf(state: string): Promise<readonly Call[]> {
  const text = await readFile(`${state}.calls`, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Call);
}

/** A request as it arrived. */
export interface Call {
  readonly verb: string;
  readonly effect_id: string;
  readonly argv: readonly string[];
  readonly [key: string]: unknown;
}

/** Patience of a driver that soon gives up on what does not get well. */
export const IMPATIENT = milliseconds(50);
