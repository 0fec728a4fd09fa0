import { existsSync, readdirSync } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { readConfigFile } from '../../config/read-file.ts';
import { instant } from '../../core/kernel/instant.ts';
import type { Doing } from '../command.ts';
import { isIgnored, lookAtGit } from '../init/repository.ts';
import { VERSION } from '../version.ts';
import type { ConfigFacts, Facts, StateFacts } from './facts.ts';
import { lookAtIsolation } from './isolation/look-at-isolation.ts';
import { lookAtPlane } from './look-at-plane.ts';
import { isRouterUp } from './router-answers.ts';

/** Gathers everything that the findings are made from. Changes nothing, and starts no control plane. */
export async function look(doing: Doing, agentsAccount?: string): Promise<Facts> {
  const { dir, dataDir, config: configFile } = doing.invocation;
  const config = await lookAtConfig(configFile);
  const [git, stateIgnored, state, plane, running] = await Promise.all([
    lookAtGit(dir),
    isIgnored(dir, dataDir),
    lookAtState(dataDir),
    lookAtPlane(doing, 'spec' in config ? config.spec : null),
    runningSites(dataDir),
  ]);
  const isolation = await lookAtIsolation(doing, agentsAccount);
  const now = instant(Date.now());
  return {
    now,
    nodeVersion: process.versions.node,
    version: VERSION,
    git,
    stateIgnored,
    config,
    state,
    plane,
    isolation,
    running,
  };
}

async function lookAtConfig(file: string): Promise<ConfigFacts> {
  const loaded = await readConfigFile(file, process.env);
  return 'spec' in loaded ? { spec: loaded.spec } : { problems: loaded.problems };
}

async function lookAtState(path: string): Promise<StateFacts> {
  const found = await stat(path).catch(() => null);
  const folder =
    found === null
      ? null
      : { isFolder: found.isDirectory(), isOurs: found.uid === userInfo().uid, mode: found.mode & 0o777 };
  const { bavail, bsize } = await statfs(nearestThere(path));
  return { path, folder, freeBytes: bavail * bsize };
}

/** The path itself, or the nearest folder above it that is there. */
function nearestThere(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at) || at === dirname(at)) return at;
  }
}

async function runningSites(dataDir: string): Promise<Facts['running']> {
  const root = join(dataDir, 'sites');
  const sites = foldersIn(root).flatMap((unit) =>
    foldersIn(join(root, unit)).map((environment) => ({ unit, environment })),
  );
  const up = await Promise.all(
    sites.map(({ unit, environment }) => isRouterUp(join(root, unit, environment, 'router'))),
  );
  return sites.filter((_, index) => up[index]);
}

function foldersIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    // Not made yet, or not ours to read, which the state folder's own finding says.
    return [];
  }
}
