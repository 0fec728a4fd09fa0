import type { ActBook } from '../approval/act/challenge.ts';
import type { ChallengeBook } from '../approval/challenge.ts';
import type { Isolation } from '../approval/verify/assurance.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import type { Drivers } from '../engine/drivers.ts';
import type { Engine } from '../engine/engine.ts';
import type { Store } from '../engine/store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { ChainLook } from './chain.ts';
import type { Heads } from './heads.ts';
import type { Logins } from './logins.ts';
import type { InTurn } from './opening-once.ts';
import type { OutgoingMessages } from './outgoing-messages.ts';
import type { PasskeyDesk } from './passkeys/desk.ts';
import type { ControlPlaneRecord } from './record.ts';
import type { Sessions } from './sessions.ts';
import type { EventStreams } from './sse/event-streams.ts';
import type { TokenBook } from './tokens/token-book.ts';

/** What the control plane's service stands on. */
export interface ServiceParts {
  readonly engine: Engine;
  readonly store: Store;
  readonly journal: Journal;
  readonly drivers: Drivers;
  readonly clock: Clock;
  readonly record: ControlPlaneRecord;
  /** The tokens of agents and CI jobs. */
  readonly tokens: TokenBook;
  /** The sessions of people. */
  readonly sessions: Sessions;
  /** Command lines that wait for a session. */
  readonly logins: Logins;
  readonly challenges: ChallengeBook;
  readonly acts: ActBook;
  /** What was begun with passkeys, and how often each was used. */
  readonly passkeys: PasskeyDesk;
  /** The proof that agents are kept out, as it lies there now; absent where nobody looks for one. */
  readonly isolationProof?: () => Isolation | null;
  /** Signed heads and records; absent where nothing signs them. */
  readonly heads?: Heads;
  /** Whether the journal is one unbroken chain; absent where nobody looks. */
  readonly chain?: ChainLook;
  /** Messages to receivers outside; absent where nobody is told. */
  readonly notifications?: OutgoingMessages;
  /** What the control plane counted, as Prometheus reads it; absent where nothing is counted. */
  readonly metrics?: () => Promise<string>;
  /** Events as they happen, for whoever keeps a line open. */
  readonly streams: EventStreams;
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
