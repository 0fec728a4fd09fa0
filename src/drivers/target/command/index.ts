import { join } from 'node:path';
import pLimit from 'p-limit';
import type { CommandTargetSpec } from '../../../core/unit/environment.ts';
import type { EffectContext } from '../../../ports/driver-error.ts';
import type { Target } from '../../../ports/target.ts';
import type { TrafficRouter } from '../../../ports/traffic-router.ts';
import { reporting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { effectLedger } from '../../shared/effect-ledger.ts';
import { effectsOnce } from '../../shared/effects-once.ts';
import { readEnd } from '../../shared/file-end.ts';
import { lastLines } from '../../shared/printable.ts';
import { adopt } from './adopt.ts';
import { callerOf } from './caller.ts';
import { retire } from './clean-up.ts';
import type { Observed } from './contract.ts';
import { targetState, trafficState } from './look.ts';
import { memoryIn } from './memory.ts';
import { type CommandParts, lookNow } from './parts.ts';
import { prepare } from './prepare.ts';
import { settle } from './settle.ts';
import type { ArtifactPlaces } from './told.ts';
import { members, shift } from './traffic.ts';

/** Where and for whom a command is run. */
export interface CommandSiteOptions extends ArtifactPlaces {
  /** Memory, ledger and log lie here; nothing else may. */
  readonly dir: string;
  /** The folder that the command is run in: the one of the configuration. */
  readonly cwd: string;
  readonly unit: string;
  readonly environment: string;
  readonly warn?: (message: string) => void;
}

/** What one command does for an environment: it runs the unit there, and shares out its traffic. */
export interface CommandSite {
  readonly target: Target;
  readonly router: TrafficRouter;
}

const TAIL_BYTES = 256 * 1024;

/**
 * An environment that is reached by the user's own command, by the exec contract. Made once for an environment: acts come one after
 * the other there, whatever configuration each of them comes with.
 */
export function commandSite(options: CommandSiteOptions): { with(spec: CommandTargetSpec): CommandSite } {
  const { dir, cwd, unit, environment } = options;
  const where = `${unit} on ${environment}`;
  const memory = memoryIn(join(dir, 'memory.json'));
  const ledger = effectLedger(join(dir, 'ledger.json'));
  const caller = callerOf({ dir, cwd, unit, environment, memory });
  const inTurn = pLimit(1);
  const base = { where, environment, caller, memory, places: options, warn: options.warn ?? (() => undefined) };

  return {
    with: (spec) => {
      const parts: CommandParts = { ...base, spec };
      const answers = new Map<string, Observed>();
      const once = effectsOnce<null>(ledger, async () => null);
      /** What the command answered is what it saw: only what was done before is looked at again. */
      const act = async (doing: string, effect: EffectContext, work: () => Promise<Observed>): Promise<Observed> =>
        reporting(`${doing} ${where}`, async () => {
          await once(effect, () =>
            inTurn(async () => {
              await ledger.holdsFor(effect);
              answers.set(effect.id, await work());
              return undefined;
            }),
          );
          const answered = answers.get(effect.id);
          answers.delete(effect.id);
          return answered ?? lookNow(parts, effect.signal);
        });
      const look = (doing: string, signal: AbortSignal): Promise<Observed> =>
        reporting(`${doing} ${where}`, async () => {
          stopWhenAborted(signal, `${doing} ${where}`);
          return lookNow(parts, signal);
        });
      const asTarget = async (seen: Observed) => targetState(seen, await memory.read());
      const asTraffic = async (seen: Observed) => trafficState(seen, await memory.read());
      return {
        target: {
          name: 'command',
          prepare: async (placement, effect) =>
            asTarget(await act('preparing', effect, () => prepare(parts, placement, effect))),
          observe: async (signal) => asTarget(await look('observing', signal)),
          retire: async (ids, effect) => asTarget(await act('cleaning up', effect, () => retire(parts, ids, effect))),
          settle: async (releaseId, effect) =>
            asTarget(await act('settling', effect, () => settle(parts, releaseId, effect))),
          adopt: async (placement, effect) =>
            asTarget(await act('adopting what runs as', effect, () => adopt(parts, placement, effect))),
          logTail: (_, lines) => reporting(`reading the log of ${where}`, () => tailOf(caller.logFile, lines)),
        },
        router: {
          name: 'command',
          shift: async (traffic, effect) =>
            asTraffic(await act('shifting traffic of', effect, () => shift(parts, traffic, effect))),
          members: async (change, effect) =>
            asTraffic(await act('changing', effect, () => members(parts, change, effect))),
          observe: async (signal) => asTraffic(await look('looking at the traffic of', signal)),
        },
      };
    },
  };
}

async function tailOf(file: string, lines: number): Promise<readonly string[]> {
  try {
    return lastLines((await readEnd(file, TAIL_BYTES)).toString('utf8'), lines);
  } catch {
    // Nothing was ever written.
    return [];
  }
}
