import { dirname, join } from 'node:path';
import { canonical } from '../core/plan/canonical.ts';
import type { CommandTargetSpec } from '../core/unit/environment.ts';
import type { ByHandOptions } from '../drivers/target/command/by-hand.ts';
import { type CommandSite, type CommandSiteOptions, commandSite } from '../drivers/target/command/index.ts';
import type { Layout } from './layout.ts';

/** Gives the folders and images of a unit's artifacts. */
type Places = (unit: string) => Pick<CommandSiteOptions, 'materialize' | 'image'>;

/** Where all that is known of the command of a site lies. */
export const commandDirOf = (siteDir: string): string => join(siteDir, 'command');

/** How the command of a site is told by hand. The words of a configuration begin at its folder. */
export const commandByHand = (root: string, siteDir: string, unit: string, environment: string): ByHandOptions => ({
  ...{ dir: commandDirOf(siteDir), cwd: dirname(root), unit, environment },
});

/** Makes the drivers of command targets, each environment's once: acts on one come one after the other, whatever configuration they bring. */
export function commandSites(layout: Pick<Layout, 'root' | 'site'>, places: Places, warn: (message: string) => void) {
  const sites = new Map<string, ReturnType<typeof commandSite>>();
  const known = new Map<string, CommandSite>();
  return (unit: string, environment: string, spec: CommandTargetSpec): CommandSite => {
    const dir = commandDirOf(layout.site(unit, environment));
    const key = `${dir} ${canonical(spec)}`;
    // The words of a configuration begin at its folder.
    const options = { dir, cwd: dirname(layout.root), unit, environment, warn, ...places(unit) };
    const site = sites.get(dir) ?? commandSite(options);
    sites.set(dir, site);
    const made = known.get(key) ?? site.with(spec);
    known.set(key, made);
    return made;
  };
}
