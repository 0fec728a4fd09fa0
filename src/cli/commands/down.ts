import type { Problem } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { readConfirmation } from '../terminal/passphrase.ts';
import { stopped } from './stopped.ts';

/** What `down` is told. */
export interface DownOptions {
  readonly forceLeave: boolean;
  readonly all: boolean;
}

/** A place where a router and instances may run. */
interface Site {
  readonly unit: string;
  readonly environment: string;
  readonly demo: boolean;
}

/** Stops the control plane of this folder. Router and instances keep serving, unless all is to stop. */
export async function down(doing: Doing, options: DownOptions): Promise<Outcome> {
  const isStopped = await stopped(doing, options.forceLeave, await import('../../compose.ts'));
  if (options.all) return downAll(doing, isStopped);
  const text = isStopped ? 'control plane stopped; routers and instances keep serving' : 'no control plane runs here';
  return { exit: EXIT.good, text, data: { stopped: isStopped, sites: [] } };
}

/** Stops what serves: demo environments at once, any other only when a person types its name at a terminal. */
async function downAll({ invocation }: Doing, isStopped: boolean): Promise<Outcome> {
  const { stopSites, usedSites } = await import('../../compose.ts');
  const { dataDir } = invocation;
  const sites: readonly Site[] = usedSites({ root: dataDir });
  const allowed = new Set(sites.filter(({ demo }) => demo).map(nameOf));
  const errors: Problem[] = [];
  for (const site of sites.filter(({ demo }) => !demo)) {
    const refused = await consentTo(site, invocation.noInput);
    if (refused === null) allowed.add(nameOf(site));
    else errors.push(refused);
  }
  const stopped = allowed.size === 0 ? [] : await stopSites(dataDir, (site) => allowed.has(nameOf(site)));
  const left = sites.map(nameOf).filter((name) => !stopped.includes(name));
  const what = stopped.length === 0 ? 'no router or instance was stopped' : `stopped: ${stopped.join(', ')}`;
  const serving = left.length === 0 ? '' : `; still serving: ${left.join(', ')}`;
  const text = `${isStopped ? 'control plane stopped; ' : ''}${what}${serving}`;
  const exit = errors.length === 0 ? EXIT.good : EXIT.notAllowed;
  return { exit, text, data: { stopped: isStopped, sites: stopped, left }, errors };
}

const nameOf = ({ unit, environment }: Site): string => `${unit}/${environment}`;

async function consentTo(site: Site, noInput: boolean): Promise<Problem | null> {
  const { unit, environment } = site;
  const prompt = `${nameOf(site)} may be serving users. Type ${environment} to take it down: `;
  const refused = noInput ? NO_TERMINAL : await readConfirmation(prompt, environment);
  if (refused === null) return null;
  const message = `${unit} on ${environment} is no demo, so it keeps serving: ${refused.message}`;
  return { code: refused.code, message, remedy: 'A person runs at a terminal: plimsoll down --all' };
}

const NO_TERMINAL = { code: 'no-terminal', message: 'a person must type its name at a terminal' };
