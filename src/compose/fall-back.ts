import { join } from 'node:path';
import { ProblemError } from '../api/problem.ts';
import { type FallenBack, fallBack } from '../drivers/router/embedded/fall-back.ts';
import { sendAway } from '../drivers/router/haproxy/fall-back.ts';
import { sendToStable as byCommand } from '../drivers/target/command/by-hand.ts';
import { DriverError } from '../ports/driver-error.ts';
import { commandByHand } from './command-sites.ts';
import { haproxyOptions } from './haproxy-sites.ts';
import { type SiteNote, sitesOn } from './sites.ts';

/** Which router is to send its traffic to stable. A unit need only be named where several have this environment. */
export interface WhichRouter {
  readonly dataDir: string;
  readonly unit: string | null;
  readonly environment: string;
}

/** No answer takes longer, in milliseconds. */
const LIMIT = 30_000;

/**
 * Sends the traffic of an environment to stable past control plane and journal. It writes nothing into the state folder: where
 * this is needed, the disk may be full or read-only.
 */
export async function sendToStable(
  which: WhichRouter,
  routerCommand: readonly string[],
): Promise<FallenBack & { readonly unit: string }> {
  const { dataDir, environment } = which;
  const { unit, haproxy, command } = siteOf(which);
  const siteDir = join(dataDir, 'sites', unit, environment);
  const dir = join(siteDir, 'router');
  const signal = AbortSignal.timeout(LIMIT);
  try {
    if (command !== undefined) {
      // A command may take as long as its configuration gives it.
      const patience = AbortSignal.timeout(LIMIT + 3 * command.timeout);
      return { unit, ...(await byCommand(commandByHand(dataDir, siteDir, unit, environment), command, patience)) };
    }
    const sent =
      haproxy === undefined
        ? await fallBack(dir, routerCommand, signal)
        : await sendAway(haproxyOptions(dataDir, siteDir, haproxy), 'stable', signal);
    return { unit, ...sent };
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const look =
      command !== undefined
        ? join(siteDir, 'command', 'command.log')
        : haproxy === undefined
          ? join(dir, 'router.log')
          : `the HAProxy of ${haproxy.socket}`;
    const remedy = `Look at ${look}, then try again: plimsoll router fallback -e ${environment}`;
    throw new ProblemError('unavailable', [{ code: 'router-unreachable', message: error.message, remedy }]);
  }
}

function siteOf({ dataDir, unit, environment }: WhichRouter): SiteNote {
  const here = sitesOn({ root: dataDir }).filter((site) => site.environment === environment);
  const units = here.map((site) => site.unit);
  const [only, ...more] = unit === null ? here : here.filter((one) => one.unit === unit);
  if (only === undefined) {
    const known = sitesOn({ root: dataDir }).map((site) => `-u ${site.unit} -e ${site.environment}`);
    const remedy = known.length === 0 ? 'Name the folder of the unit: -C DIR' : `Use one of: ${known.join(' · ')}`;
    const message = `No router of ${unit === null ? '' : `${unit} on `}${environment} was ever started from this folder`;
    throw new ProblemError('refused', [{ code: 'router-unknown', message, remedy }]);
  }
  if (more.length > 0) {
    const message = `Several units have an environment ${environment}: ${units.join(', ')}`;
    throw new ProblemError('usage', [{ code: 'unit-needed', message, remedy: `Name one: -u ${only.unit}` }]);
  }
  return only;
}
