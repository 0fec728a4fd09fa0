import type { Problem } from '../api/problem.ts';
import type { DeploymentView } from '../api/view.ts';
import type { Waiting } from '../api/waiting.ts';

/** A command worth running next, and why. */
export interface Next {
  readonly command: string;
  readonly why: string;
}

/** What a command came to: printed as text, or as the one JSON document of `-o json`. */
export interface Outcome {
  readonly exit: number;
  readonly text: string;
  readonly data: unknown;
  readonly view?: DeploymentView;
  readonly errors?: readonly Problem[];
  readonly next?: readonly Next[];
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
  next: outcome.next ?? [],
});

/** What is worth doing next with a deployment as it stands. */
export function nextFor(view: DeploymentView): readonly Next[] {
  const { id, phase } = view;
  switch (phase) {
    case 'awaiting-approval':
      return [
        { command: `plimsoll approve ${id}`, why: 'a person must approve production' },
        { command: `plimsoll reject ${id} --reason TEXT`, why: 'or say no' },
      ];
    case 'rolling-out':
    case 'baking':
      return view.waiting?.for === 'ambiguous-metrics'
        ? [
            {
              command: `plimsoll decide ${id} rollback`,
              why: 'the metrics are ambiguous: extend, hold, proceed or rollback',
            },
          ]
        : [
            { command: `plimsoll watch ${id}`, why: 'see it through' },
            { command: `plimsoll rollback ${id} --reason TEXT`, why: 'go back at once' },
          ];
    case 'rolled-back':
      return [
        { command: `plimsoll report ${id} --kind post`, why: 'what happened, with its numbers' },
        {
          command: `plimsoll decide ${id} close --root-cause TEXT`,
          why: 'production is on hold until a root cause is given',
        },
      ];
    case 'rollback-failed':
      return [{ command: `plimsoll status ${id}`, why: 'the rollback is not finished: look what it needs' }];
    case 'completed':
      return [{ command: `plimsoll report ${id} --kind post`, why: 'the post-deployment report' }];
    case 'staging-failed':
    case 'packaging-failed':
      return [{ command: 'plimsoll deploy', why: 'once it is mended and committed' }];
    default:
      return view.over ? [] : [{ command: `plimsoll watch ${id}`, why: 'see it through' }];
  }
}
