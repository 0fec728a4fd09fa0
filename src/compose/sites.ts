import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HaproxyRouterSpec, RouterSpec } from '../core/unit/environment.ts';
import { ledgerOf } from './haproxy-sites.ts';
import type { Layout } from './layout.ts';

/** An environment of a unit that runs, or ran, on this machine. */
export interface SiteNote {
  readonly unit: string;
  readonly environment: string;
  /** Marked `demo: true` when it was last configured. */
  readonly demo: boolean;
  /** The HAProxy that shares out its traffic; absent where the embedded router does. */
  readonly haproxy?: HaproxyRouterSpec;
}

/** What a site's note says of the router that was configured. */
export const haproxyOf = (router: RouterSpec): Pick<SiteNote, 'haproxy'> =>
  router.type === 'haproxy' ? { haproxy: router } : {};

/** Writes down what a site is, for those who look after it without a configuration. */
export function noteSite(
  layout: Layout,
  unit: string,
  environment: string,
  note: Pick<SiteNote, 'demo' | 'haproxy'>,
): void {
  const dir = layout.site(unit, environment);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dir, 'site.json'), JSON.stringify(note), { mode: 0o600 });
}

/** The sites whose router was started once. */
export function sitesOn(layout: Pick<Layout, 'root'>): readonly SiteNote[] {
  const root = join(layout.root, 'sites');
  const folders = (dir: string): readonly string[] => (existsSync(dir) ? readdirSync(dir) : []);
  return folders(root).flatMap((unit) =>
    folders(join(root, unit)).flatMap((environment) => {
      const dir = join(root, unit, environment);
      const note = noteIn(dir);
      const started = note.haproxy === undefined ? join(dir, 'router', 'state.json') : ledgerOf(dir);
      return existsSync(started) ? [{ unit, environment, ...note }] : [];
    }),
  );
}

// What cannot be read is taken for real.
function noteIn(dir: string): Pick<SiteNote, 'demo' | 'haproxy'> {
  try {
    const note = JSON.parse(readFileSync(join(dir, 'site.json'), 'utf8')) as {
      demo?: unknown;
      haproxy?: HaproxyRouterSpec;
    };
    return { demo: note.demo === true, ...(note.haproxy === undefined ? {} : { haproxy: note.haproxy }) };
  } catch {
    return { demo: false };
  }
}
