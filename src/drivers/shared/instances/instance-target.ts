import type { Duration } from '../../../core/kernel/duration.ts';
import type { Track } from '../../../core/unit/environment.ts';
import type { Target } from '../../../ports/target.ts';
import { reporting, stopWhenAborted } from '../driver-failure.ts';
import { effectsOnce } from '../effects-once.ts';
import type { TargetParts } from './instance.ts';
import { lookerAt } from './look.ts';
import { prepare } from './prepare.ts';
import { settle } from './settle.ts';

/** What a target of instances is made of. */
export interface InstanceTargetParts extends TargetParts {
  readonly name: string;
  /** How long instances may take until all are healthy. */
  readonly deadline: Duration;
  readonly logTail: (track: Track, lines: number, releaseId?: string) => Promise<readonly string[]>;
}

/** A target that starts, tends and ends its instances itself, whatever they run as. */
export function instanceTarget(parts: InstanceTargetParts): Target {
  const { name, where, deadline, ledger, fleet, logTail } = parts;
  const look = lookerAt(parts);
  const once = effectsOnce(ledger, look);

  return {
    name,
    prepare: (placement, effect) =>
      reporting(`preparing ${where}`, () =>
        once(effect, async () => {
          await prepare(parts, deadline, placement, effect);
          return undefined;
        }),
      ),
    observe: (signal) =>
      reporting(`observing ${where}`, async () => {
        stopWhenAborted(signal, `observing ${where}`);
        return look(signal);
      }),
    retire: (instanceIds, effect) =>
      reporting(`retiring instances of ${where}`, () =>
        once(effect, async () => {
          await Promise.all(instanceIds.map((id) => fleet.end(id, effect.signal)));
          return undefined;
        }),
      ),
    settle: (releaseId, effect) =>
      reporting(`settling ${where}`, () => once(effect, () => settle(parts, releaseId, effect.signal))),
    logTail: (track, lines, releaseId) => reporting(`reading logs of ${where}`, () => logTail(track, lines, releaseId)),
  };
}
