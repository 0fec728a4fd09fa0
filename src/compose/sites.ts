import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandTargetSpec, HaproxyRouterSpec, RouterSpec } from '../core/unit/environment.ts';
import { commandDirOf } from './command-sites.ts';
import { ledgerOf } from './haproxy-sites.ts';
import type { Layout } from './layout.ts';
import { containersOf, processesOf } from './targets.ts';

/** An environment of a unit that runs, or ran, on this machine. */
export interface SiteNote {
  readonly unit: string;
  readonly environment: string;
  /** Marked `demo: true` when it was last configured. */
  readonly demo: boolean;
  /** The HAProxy that shares out its traffic; absent where the embedded router does. */
  readonly haproxy?: HaproxyRouterSpec;
  /** The command that is its target, and its router; absent for any other target. */
  readonly command?: CommandTargetSpec;
}

/** What a site's note says of the router that was configured. */
export const haproxyOf = (router: RouterSpec): Pick<SiteNote, 'haproxy'> =>
  router.type === 'haproxy' ? { haproxy: router } : {};

/** Writes down what a site is, for those who look after it without a configuration. */
export function noteSite(
  layout: Layout,
  unit: string,
  environment: string,
  note: Omit<SiteNote, 'unit' | 'environment'>,
): void {
  const dir = layout.site(unit, environment);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dir, 'site.json'), JSON.stringify(note), { mode: 0o600 });
}

/** The sites whose router was started once. */
export const sitesOn = (layout: Pick<Layout, 'root'>): readonly SiteNote[] =>
  sitesWith(layout, (dir, note) => [startedAt(dir, note)]);

/** Those and the ones where only an instance was: before a first release has users, it has no router. */
export const usedSites = (layout: Pick<Layout, 'root'>): readonly SiteNote[] =>
  sitesWith(layout, (dir, note) => [startedAt(dir, note), join(processesOf(dir), 'instances'), containersOf(dir)]);

type Noted = Omit<SiteNote, 'unit' | 'environment'>;

/** The sites with any of these files or folders. */
function sitesWith(
  layout: Pick<Layout, 'root'>,
  signs: (dir: string, note: Noted) => readonly string[],
): readonly SiteNote[] {
  const root = join(layout.root, 'sites');
  const folders = (dir: string): readonly string[] => (existsSync(dir) ? readdirSync(dir) : []);
  return folders(root).flatMap((unit) =>
    folders(join(root, unit)).flatMap((environment) => {
      const dir = join(root, unit, environment);
      const note = noteIn(dir);
      return signs(dir, note).some((sign) => existsSync(sign)) ? [{ unit, environment, ...note }] : [];
    }),
  );
}

/** What is there once anything was done at a site. */
function startedAt(dir: string, { haproxy, command }: Noted): string {
  if (command !== undefined) return join(commandDirOf(dir), 'memory.json');
  return haproxy === undefined ? join(dir, 'router', 'state.json') : ledgerOf(dir);
}

// What cannot be read is taken for real.
function noteIn(dir: string): Noted {
  try {
    const note = JSON.parse(readFileSync(join(dir, 'site.json'), 'utf8')) as {
      demo?: unknown;
      haproxy?: HaproxyRouterSpec;
      command?: CommandTargetSpec;
    };
    return {
      demo: note.demo === true,
      ...(note.haproxy === undefined ? {} : { haproxy: note.haproxy }),
      ...(note.command === undefined ? {} : { command: note.command }),
    };
  } catch {
    return { demo: false };
  }
}
