import type { ActBook } from '../approval/act/challenge.ts';
import type { ChallengeBook } from '../approval/challenge.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import type { Drivers } from '../engine/drivers.ts';
import type { Engine } from '../engine/engine.ts';
import type { Store } from '../engine/store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { InTurn } from './opening-once.ts';
import type { ControlPlaneRecord } from './record.ts';

/** What the control plane's service stands on. */
export interface ServiceParts {
  readonly engine: Engine;
  readonly store: Store;
  readonly journal: Journal;
  readonly drivers: Drivers;
  readonly clock: Clock;
  readonly record: ControlPlaneRecord;
  readonly challenges: ChallengeBook;
  readonly acts: ActBook;
  /** One opening at a time. */
  readonly opensInTurn: InTurn;
  readonly version: string;
  readonly epoch: number;
  readonly startedAt: string;
  /** Reads a configuration file. Rejects with ProblemError. */
  readonly loadUnit: (file: string) => Promise<UnitSpec>;
  /** Where the page is reached; empty while there is none. */
  readonly page: () => string;
  /** Aborted when the process begins to end: nobody is kept waiting for news any longer. */
  readonly ending: AbortSignal;
  /** Ends the process, after the answer has gone out. */
  readonly end: () => void;
}
