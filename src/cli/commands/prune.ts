import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { pruneText } from '../render/prune.ts';
import { placeOf } from './environment.ts';

/** Removes the stored releases of a unit that nothing needs, or says which those are. */
export async function pruneReleases(doing: Doing, options: { readonly dryRun: boolean }): Promise<Outcome> {
  const plane = await doing.plane();
  const place = await placeOf(plane, doing, doing.invocation.environment ?? 'production');
  const view = await plane.prune(place, options);
  const next = options.dryRun && view.goes.length > 0 ? [{ command: 'plimsoll prune', why: 'remove them' }] : [];
  return { exit: EXIT.good, text: pruneText(view), data: view, next };
}
