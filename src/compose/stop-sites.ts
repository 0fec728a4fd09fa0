import type { HaproxyRouterSpec, Track } from '../core/unit/environment.ts';
import { sendAway } from '../drivers/router/haproxy/fall-back.ts';
import { takeDown } from '../drivers/target/command/by-hand.ts';
import { DriverError } from '../ports/driver-error.ts';
import { commandByHand } from './command-sites.ts';
import { machineDrivers } from './drivers.ts';
import { haproxyOptions } from './haproxy-sites.ts';
import { layOut } from './layout.ts';
import { type SiteNote, usedSites } from './sites.ts';

/** No stopping takes longer, in milliseconds. */
const LIMIT = 30_000;
/** Higher than any control plane's: whoever stops everything is the last to speak. */
const LAST_EPOCH = Number.MAX_SAFE_INTEGER;

/** Stops routers and instances of the sites that a caller allows; returns those stopped. Traffic leaves first. */
export async function stopSites(dataDir: string, mayStop: (site: SiteNote) => boolean): Promise<readonly string[]> {
  const layout = layOut(dataDir);
  const drivers = machineDrivers(layout, [], null);
  const stopped: string[] = [];
  for (const note of usedSites(layout).filter(mayStop)) {
    if (note.command !== undefined) {
      const where = commandByHand(layout.root, layout.site(note.unit, note.environment), note.unit, note.environment);
      await takeDown(where, note.command, AbortSignal.timeout(LIMIT + 3 * note.command.timeout));
      stopped.push(`${note.unit}/${note.environment}`);
      continue;
    }
    const { targets, router } = drivers.site(note.unit, note.environment, null);
    const signal = AbortSignal.timeout(LIMIT);
    const effect = { id: `stop-all/${note.unit}/${note.environment}/${Date.now()}`, epoch: LAST_EPOCH, signal };
    if (note.haproxy === undefined) await router.stop(signal);
    else await leaveHaproxy(layout.root, layout.site(note.unit, note.environment), note.haproxy, signal);
    const { instances } = await targets.all.observe(signal);
    await targets.all.retire(
      instances.map((one) => one.id),
      effect,
    );
    stopped.push(`${note.unit}/${note.environment}`);
  }
  return stopped;
}

/** Sends nobody to what is about to end. A HAProxy that does not answer is told nothing, and sends nobody there any more than it can. */
async function leaveHaproxy(
  dataDir: string,
  siteDir: string,
  spec: HaproxyRouterSpec,
  signal: AbortSignal,
): Promise<void> {
  try {
    await sendAway(haproxyOptions(dataDir, siteDir, spec), 'nobody', signal);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
  }
}

/** Stops the demo environments of a state folder. */
export const stopDemoSites = (dataDir: string): Promise<readonly string[]> => stopSites(dataDir, (site) => site.demo);

/** What a track of a site did since a position of its router's rows; null reads all that is kept. */
export async function countsSince(
  dataDir: string,
  unit: string,
  environment: string,
  track: Track,
  after: string | null,
): Promise<{ readonly requests: number; readonly errors: number; readonly cursor: string | null }> {
  const drivers = machineDrivers(layOut(dataDir), [], null);
  const { metrics } = drivers.site(unit, environment, null);
  try {
    const rows = await metrics.read(after, AbortSignal.timeout(LIMIT));
    const counted = { requests: 0, errors: 0 };
    for (const { tracks } of rows) {
      const said = tracks[track];
      if (said.kind !== 'counts') continue;
      counted.requests += said.requests;
      counted.errors += said.errors;
    }
    return { ...counted, cursor: rows.at(-1)?.cursor ?? after };
  } catch (error) {
    if (error instanceof DriverError) return { requests: 0, errors: 0, cursor: after };
    throw error;
  }
}
