import type { Problem } from '../api/problem.ts';
import type { DeploymentView } from '../api/view.ts';
import type { Waiting } from '../api/waiting.ts';
import { type Next, nextAfter } from './next.ts';
import type { Line } from './render/styled.ts';

export { type Next, nextFor } from './next.ts';

/** What a command came to: printed as text, or as the one JSON document of `-o json`. */
export interface Outcome {
  readonly exit: number;
  readonly text: string;
  /** The same text in pieces that know their style, where it is to be shown in colour. */
  readonly lines?: readonly Line[];
  readonly data: unknown;
  readonly view?: DeploymentView;
  readonly errors?: readonly Problem[];
  readonly next?: readonly Next[];
  /** Printed with `-o json` in place of the usual document, where a format of its own is promised. */
  readonly document?: unknown;
}

/** The JSON document that every command prints with `-o json`, on every exit code. */
export interface Document {
  readonly schema: 'plimsoll/v1';
  readonly command: string;
  readonly ok: boolean;
  readonly exit: number;
  readonly phase: string | null;
  readonly signal: string | null;
  readonly data: unknown;
  readonly waiting: Waiting | null;
  readonly errors: readonly Problem[];
  readonly next: readonly Next[];
}

/** The JSON document of an outcome. */
export const documentOf = (command: string, outcome: Outcome): Document => ({
  schema: 'plimsoll/v1',
  command,
  ok: outcome.exit === 0,
  exit: outcome.exit,
  phase: outcome.view?.phase ?? null,
  signal: outcome.view?.signal ?? null,
  data: outcome.data ?? {},
  waiting: outcome.view?.waiting ?? null,
  errors: outcome.errors ?? [],
  next: outcome.next ?? nextAfter(outcome.errors ?? []),
});
