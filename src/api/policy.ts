import type { Bundle } from '../approval/bundle.ts';
import type { PolicyQuestion } from '../approval/policy-change.ts';
import type { Digest } from '../core/kernel/id.ts';
import type { PolicyChange } from '../core/plan/policy/change.ts';
import type { Protection } from '../core/plan/policy/protection.ts';
import type { EnvironmentPlace } from './environments.ts';

/** Whose policy is looked at: the one that a configuration file proposes for an environment. */
export interface ProposedByFile {
  readonly config: string;
  readonly environment: string;
}

/** Which change of policy is meant: what a file proposes, or what some have signed in a place and waits there for others. */
export type PolicyRequest = ProposedByFile | EnvironmentPlace;

/** What protects an environment, and what the configuration file would make of it. */
export interface PolicyView {
  readonly unit: string;
  readonly environment: string;
  /** Null until the first deployment is approved. */
  readonly inForce: {
    readonly protection: Protection;
    readonly digest: Digest;
    readonly version: number;
    readonly by: readonly string[];
    /** The deployment whose approval adopted it; null where the change itself was signed. */
    readonly deployment: string | null;
    readonly since: string;
  } | null;
  readonly proposed: { readonly protection: Protection; readonly digest: Digest };
  readonly changes: readonly PolicyChange[];
  /** Who may sign the change, by the policy in force, and how many of them must. */
  readonly approvers: readonly string[];
  readonly needed: number;
  /** Who has signed just this change. */
  readonly signed: readonly string[];
  /** What is to be signed; null where there is nothing to adopt. */
  readonly question: PolicyQuestion | null;
}

/** A person's signature under a change of policy. */
export type PolicyConsentRequest = PolicyRequest & { readonly bundle: Bundle };
