import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './layout.ts';

/** An environment of a unit that runs, or ran, on this machine. */
export interface SiteNote {
  readonly unit: string;
  readonly environment: string;
  /** Marked `demo: true` when it was last configured. */
  readonly demo: boolean;
}

/** Writes down what a site is, for those who look after it without a configuration. */
export function noteSite(layout: Layout, unit: string, environment: string, { demo }: Pick<SiteNote, 'demo'>): void {
  const dir = layout.site(unit, environment);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dir, 'site.json'), JSON.stringify({ demo }), { mode: 0o600 });
}

/** The sites whose router was started once. */
export function sitesOn(layout: Pick<Layout, 'root'>): readonly SiteNote[] {
  const root = join(layout.root, 'sites');
  const folders = (dir: string): readonly string[] => (existsSync(dir) ? readdirSync(dir) : []);
  return folders(root).flatMap((unit) =>
    folders(join(root, unit)).flatMap((environment) => {
      const dir = join(root, unit, environment);
      return existsSync(join(dir, 'router', 'state.json')) ? [{ unit, environment, demo: isDemo(dir) }] : [];
    }),
  );
}

// What cannot be read is taken for real.
function isDemo(dir: string): boolean {
  try {
    return (JSON.parse(readFileSync(join(dir, 'site.json'), 'utf8')) as { demo?: unknown }).demo === true;
  } catch {
    return false;
  }
}
