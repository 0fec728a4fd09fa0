import type { Phase, Signal } from '../deployment/state.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Artifact } from '../unit/artifact.ts';
import type { NoticeKind, TEST_KIND } from './kind.ts';

/** One number or word of ours, with its name. */
export interface Fact {
  readonly name: string;
  readonly text: string;
}

/** A time that is over and was about something: a stage, a bake, a rollback. */
export interface Span {
  readonly name: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** Something that happened to a deployment, as it is told to others. How it is written there is the business of a notifier. */
export interface Notice {
  readonly kind: NoticeKind | typeof TEST_KIND;
  /** Where it stands in the whole journal. */
  readonly seq: number;
  readonly at: Instant;
  readonly deployment: string;
  readonly unit: string;
  /** The environment to reach, and the one that is validated on. */
  readonly environment: string;
  readonly staging: string;
  readonly repo: string | null;
  readonly commit: string;
  readonly version: string;
  /** What served before; null where nothing did, or it is not known yet. */
  readonly from: string | null;
  /** Null of a test alone, as it is about no deployment. */
  readonly phase: Phase | null;
  readonly signal: Signal | null;
  /** One sentence of our own. */
  readonly title: string;
  readonly facts: readonly Fact[];
  /** What somebody or something else said of it: never to be read as ours. */
  readonly said: string | null;
  /** Who is waited for and until when; null where nobody is. */
  readonly waitsFor: { readonly what: string; readonly until: Instant | null } | null;
  /** Where on the page it is looked at. */
  readonly path: string;
  readonly artifacts: readonly Pick<Artifact, 'name' | 'kind' | 'digest'>[];
  /** What is over with it; null where nothing is. */
  readonly span: Span | null;
}
