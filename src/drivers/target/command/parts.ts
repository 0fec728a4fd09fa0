import { createHash } from 'node:crypto';
import type { CommandTargetSpec, Track } from '../../../core/unit/environment.ts';
import type { EffectContext } from '../../../ports/driver-error.ts';
import { type Caller, withoutAttempt } from './caller.ts';
import type { Asked, Observed } from './contract.ts';
import type { MemoryFile } from './memory.ts';
import type { ArtifactPlaces } from './told.ts';

/** What the acts of one environment's command share. */
export interface CommandParts {
  /** `checkout on production`, for messages. */
  readonly where: string;
  readonly environment: string;
  readonly spec: CommandTargetSpec;
  readonly caller: Caller;
  readonly memory: MemoryFile;
  readonly places: ArtifactPlaces;
  /** Tells people of something that is no failure. */
  readonly warn: (message: string) => void;
}

/** What the command sees now. */
export const lookNow = ({ caller, spec }: CommandParts, signal: AbortSignal): Promise<Observed> =>
  caller.observe(spec, signal);

/** Has the command do something and gives what it saw then. */
export const ask = ({ caller, spec }: CommandParts, asked: Asked, effect: EffectContext): Promise<Observed> =>
  caller.act(spec, asked, effect);

/** The id of what an effect placed: every try of it places the same thing. */
export const placedId = (effect: EffectContext, track: Track, releaseId: string): string =>
  `cmd_${createHash('sha256')
    .update([withoutAttempt(effect.id), track, releaseId].join('\n'))
    .digest('hex')
    .slice(0, 20)}`;
