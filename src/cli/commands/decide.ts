import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import type { Outcome } from '../outcome.ts';
import { required } from '../required.ts';
import { act } from './act.ts';
import { answerSigned, textOrFile } from './answer.ts';

/** What `decide` was told beside its answer. */
export interface DecideOptions {
  readonly reason?: string;
  readonly rootCause?: string;
  readonly key?: string;
}

/** Answers an open checkpoint: what goes forward is signed, what is safe is said at once. */
export async function decideAnswer(doing: Doing, id: string, answer: string, options: DecideOptions): Promise<Outcome> {
  const signed = { planDigest: undefined, key: options.key };
  switch (answer) {
    case 'rollback':
      return act(doing, id, 'rollback-at-checkpoint', options.reason ?? 'the metrics are ambiguous');
    case 'extend':
    case 'hold':
    case 'proceed': {
      const reason = required('reason', options.reason);
      return answerSigned(doing, id, { checkpoint: 'ambiguous-metrics', decision: answer, reason, ...signed });
    }
    case 'fix-forward': {
      const reason = required('reason', options.reason);
      return answerSigned(doing, id, { checkpoint: 'environment-red', decision: answer, reason, ...signed });
    }
    case 'close': {
      const reason = await textOrFile(required('root-cause', options.rootCause));
      return answerSigned(doing, id, { checkpoint: 'after-rollback', decision: 'resolve', reason, ...signed });
    }
    default:
      throw new ProblemError('usage', [
        {
          code: 'answer-unknown',
          message: `${answer} is no answer`,
          remedy: 'Use one of: fix-forward, extend, hold, proceed, rollback, close',
        },
      ]);
  }
}
