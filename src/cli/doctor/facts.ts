import type { About, EnvironmentView } from '../../api/control-plane.ts';
import type { SourceCheck } from '../../api/source-check.ts';
import type { Instant } from '../../core/kernel/instant.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import type { GitLook } from '../init/repository.ts';

/** The configuration as it was read. */
export type ConfigFacts =
  | { readonly spec: UnitSpec }
  | { readonly problems: readonly { readonly message: string; readonly line: number }[] };

/** The state folder on the disk. */
export interface StateFacts {
  readonly path: string;
  /** Null when it was not made yet. */
  readonly folder: {
    readonly isFolder: boolean;
    readonly isOurs: boolean;
    /** The lowest nine bits: `0o700`. */
    readonly mode: number;
  } | null;
  readonly freeBytes: number;
}

/** What came of a question: an answer, or why there is none. */
export interface Answered {
  readonly ok: boolean;
  readonly detail: string;
}

/** What an environment's own processes say. */
export interface SiteFacts {
  readonly unit: string;
  readonly environment: string;
  /** Each instance that serves as stable, asked for its health; null when the router could not name them. */
  readonly stable: readonly (Answered & { readonly address: string })[] | null;
  readonly metrics: Answered;
  /** The metric sources that the configuration names; empty where the router alone counts. */
  readonly sources: readonly SourceCheck[];
}

/** The release that a rollback would go back to, and the digests of it that are gone; null when the record does not name them. */
export interface RollbackFacts {
  readonly unit: string;
  readonly environment: string;
  readonly version: string;
  readonly missing: readonly string[] | null;
  /** Why the registry could not be asked. */
  readonly problem?: string;
}

/** What the control plane of this folder said. */
export type PlaneFacts =
  | { readonly kind: 'not-running' }
  | { readonly kind: 'silent'; readonly problem: string }
  | {
      readonly kind: 'answers';
      readonly about: About;
      readonly deployments: number;
      readonly environments: readonly EnvironmentView[];
      readonly sites: readonly SiteFacts[];
      readonly rollbacks: readonly RollbackFacts[];
    };

/** What came of trying everything as the agents' account. */
export type IsolationFacts =
  | { readonly kind: 'not-tried' }
  | { readonly kind: 'not-root' | 'no-account' | 'no-state' | 'same-account'; readonly account: string }
  | {
      readonly kind: 'tried';
      readonly account: string;
      readonly tried: number;
      readonly reached: readonly { readonly path: string; readonly reached: string | null }[];
    };

/** Everything that the findings are made from. */
export interface Facts {
  readonly now: Instant;
  readonly nodeVersion: string;
  /** Of this command line. */
  readonly version: string;
  readonly git: GitLook;
  /** Whether git leaves the state folder alone; null without a repository around it. */
  readonly stateIgnored: boolean | null;
  readonly config: ConfigFacts;
  readonly state: StateFacts;
  readonly plane: PlaneFacts;
  readonly isolation: IsolationFacts;
  /** Sites whose router runs, as the disk has them. */
  readonly running: readonly { readonly unit: string; readonly environment: string }[];
}
