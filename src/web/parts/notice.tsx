import type { ReactNode } from 'react';
import { ProblemError } from '../../api/problem.ts';
import { SAID } from '../words.ts';
import { Button } from './button.tsx';

interface NoticeProps {
  readonly kind: 'good' | 'bad' | 'doubt' | 'plain';
  readonly children: ReactNode;
}

/** Something that is to be noticed, without taking over the page. */
export const Notice = ({ kind, children }: NoticeProps) => <div className={`notice ${kind}`}>{children}</div>;

interface ProblemProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** Why something was not done, in the words of whoever refused it: what, its code, and what to do next. */
export function ProblemNotice({ error, onRetry }: ProblemProps) {
  const problems =
    error instanceof ProblemError
      ? error.problems
      : [{ code: 'page-broken', message: error instanceof Error ? error.message : String(error), remedy: '' }];
  const changed = error instanceof ProblemError ? error.changed : undefined;
  return (
    <div className="notice bad" role="alert">
      {problems.map(({ code, message, remedy }) => (
        <div key={`${code} ${message}`}>
          <p>
            <strong>{message}</strong> <code className="small quiet refusal">{code}</code>
          </p>
          {remedy === '' ? null : (
            <p className="quiet">
              {SAID.next}: {remedy}
            </p>
          )}
        </div>
      ))}
      {changed === undefined ? null : (
        <ul className="small">
          {changed.events.map(({ seq, type, principal }) => (
            <li key={seq}>
              {type} · {principal}
            </li>
          ))}
        </ul>
      )}
      {onRetry === undefined ? null : (
        <div>
          <Button small onPress={onRetry}>
            {SAID.retry}
          </Button>
        </div>
      )}
    </div>
  );
}
