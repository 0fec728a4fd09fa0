import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Principal } from '../principal/principal.ts';
import type { SlotCommand } from './command.ts';
import type { Slot, SlotEvent } from './slot.ts';

/** Agents and CI do not clear up: the engine does it by itself after each completed deployment. */
const mayPrune = ({ kind }: Principal): boolean => kind === 'person' || kind === 'local' || kind === 'system';

/** The refusal of everyone else. */
const refusePruning = ({ kind }: Principal): Refusal =>
  refuse(
    'prune-not-allowed',
    `Releases are not removed by ${kind === 'agent' ? 'an agent' : kind}`,
    'Wait for the next completed deployment, which clears up by itself, or ask a person: plimsoll prune',
  );

/** Writes down what is removed before anything is. What serves or stands by never goes, whoever asks. */
export function prune(
  { releases, principal: by, at }: Extract<SlotCommand, { type: 'PruneReleases' }>,
  slot: Slot,
): readonly SlotEvent[] | Refusal {
  if (!mayPrune(by)) return refusePruning(by);
  const { pruning, stable, earlier, environment } = slot;
  if (pruning !== null) {
    return refuse(
      'prune-under-way',
      `Releases of ${environment} are being removed already`,
      'Ask again: plimsoll prune',
    );
  }
  const needed = [stable, ...earlier].find((one) => releases.some(({ release }) => release === one?.release.id));
  if (needed) {
    const why = needed === stable ? 'serves' : 'is kept to go back to';
    return refuse('release-needed', `${needed.release.version} ${why}`, 'Ask again: plimsoll prune --dry-run');
  }
  return releases.length === 0 ? [] : [{ type: 'PruneStarted', releases, by, at }];
}

/** What was removed; what was asked for and is needed again by then stays, and is not among it. */
export function recordPruned(
  { releases, bytes, principal, at }: Extract<SlotCommand, { type: 'RecordPruned' }>,
  { pruning }: Slot,
): readonly SlotEvent[] | Refusal {
  if (principal.kind !== 'system') {
    return refuse('not-an-observer', 'Only the engine reports what was removed', 'Ask for it: plimsoll prune');
  }
  return pruning === null ? [] : [{ type: 'ReleasesPruned', releases, bytes, at }];
}
