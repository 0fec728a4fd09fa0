import type { ControlPlane } from '../../api/control-plane.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { Doing } from '../command.ts';
import { isMeant } from '../in-flight.ts';
import type { Outcome } from '../outcome.ts';
import { compactText } from '../render/compact.ts';
import { headTrouble } from '../render/head-trouble.ts';
import { listText, statusText } from '../render/status.ts';
import { levelLines } from '../render/trust.ts';
import { whereAll, whereOf } from '../where.ts';

/** What `status` is told. */
export interface StatusOptions {
  readonly all: boolean;
  readonly compact: boolean;
}

/** Where a deployment is; without an id the newest of each unit and environment; `--all` has a line for each there is. */
export async function status(doing: Doing, id: string | undefined, options: StatusOptions): Promise<Outcome> {
  const plane = await doing.plane();
  const found = await statusFrom(plane, doing, id, options);
  // A record that leaves no trace outside is said with every look, and changes no answer.
  const about = await plane.about();
  const trouble = [...headTrouble(about.heads), ...(options.compact ? [] : levelLines(about))];
  return trouble.length === 0 ? found : { ...found, text: [found.text, ...trouble].join('\n') };
}

async function statusFrom(
  plane: ControlPlane,
  doing: Doing,
  id: string | undefined,
  options: StatusOptions,
): Promise<Outcome> {
  if (id !== undefined) return statusOf(doing, await plane.get(id), options);
  const found = options.all ? await plane.list() : await plane.current();
  const views = found.filter((view) => isMeant(doing.invocation, view));
  const [only] = views;
  if (only !== undefined && views.length === 1 && !options.all) return statusOf(doing, only, options);
  const compactly = () => views.map((view) => compactText(view, doing.invocation.zone)).join('\n');
  return { ...whereAll(views), text: options.compact && views.length > 0 ? compactly() : listText(views) };
}

const statusOf = ({ invocation }: Doing, view: DeploymentView, { compact }: StatusOptions): Outcome => ({
  ...whereOf(view),
  text: compact ? compactText(view, invocation.zone) : statusText(view, invocation.zone),
});
