import type { EffectContext } from './driver-error.ts';

/** What the source says of a revision. */
export interface Revision {
  readonly commit: string;
  /** From the nearest tag `v1.2.3`, or package.json, else `0.0.0`. */
  readonly version: string;
  /** Paths with uncommitted changes; empty when clean. */
  readonly dirtyPaths: readonly string[];
}

/** One commit, for the difference that an approver reads. */
export interface CommitLine {
  readonly commit: string;
  readonly author: string;
  readonly subject: string;
}

/** Reads the git repository a unit lives in. */
export interface SourceRepository {
  /** Rejects with DriverError when there is no git, no repository or no such revision. */
  revision(dir: string, reference: string): Promise<Revision>;
  /** Puts the unit's folder at this commit (or, when dirty, its work tree as it is now) under outDir and returns where it lies. */
  checkout(
    request: { readonly dir: string; readonly commit: string; readonly dirty: boolean; readonly outDir: string },
    effect: EffectContext,
  ): Promise<string>;
  /** Whether `descendant` has `ancestor` in its history; `unknown` when one of them is not there. */
  ancestry(
    dir: string,
    ancestor: string,
    descendant: string,
  ): Promise<'descendant' | 'same' | 'not-descendant' | 'unknown'>;
  commitsBetween(dir: string, from: string, to: string): Promise<readonly CommitLine[]>;
}
