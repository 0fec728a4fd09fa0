import { formatDuration } from '../../core/kernel/duration.ts';
import type { Expected } from '../../simulate/judge-story.ts';
import type { Happened, Played } from '../../simulate/play.ts';
import { sentenceFor } from './event-line.ts';
import { onOneLine } from './visible.ts';

/** One event of a story: how long after its start, and what happened. */
export const happenedLine = ({ after, event }: Happened): string => {
  const { type, ...body } = event;
  return `${`+${lengthText(after)}`.padEnd(10)} ${onOneLine(sentenceFor({ type, body }))}`;
};

/** What a story came to, and each expectation with what was found. */
export function simulationText(played: Played, expected: readonly Expected[], ascii: boolean): string {
  const [good, bad] = ascii ? ['ok', 'x'] : ['✔', '✖'];
  const { phase, signal, lasted, isCutOff, change, exposed, failed, tookToSignal, refused } = played;
  const since = change === null ? 'since the start' : `since ${change.what} at +${lengthText(change.after)}`;
  return [
    `${phase}${signal === null ? '' : ` · ${signal}`} after ${lengthText(lasted)} (seed ${played.seed})${isCutOff ? ', cut off there' : ''}`,
    `${since}: ${exposed} requests answered by the candidate, ${failed} failed${tookToSignal === null ? '' : `, signal after ${lengthText(tookToSignal)}`}`,
    ...refused.map((one) => `refused: ${one}`),
    ...expected.map(
      ({ name, expected: wanted, found, met }) => `${met ? good : bad} ${name}: expected ${wanted}, found ${found}`,
    ),
  ].join('\n');
}

/** The same as a value, for programs. */
export const simulationDocument = (story: string, played: Played, expected: readonly Expected[]) => {
  const { events, lasted, tookToSignal, change, ...rest } = played;
  return {
    schema: 'plimsoll.simulation/1',
    story,
    ...rest,
    lastedSeconds: lasted / 1_000,
    secondsToSignal: tookToSignal === null ? null : tookToSignal / 1_000,
    change: change === null ? null : { afterSeconds: change.after / 1_000, what: change.what },
    expectations: expected,
    events: events.map(({ after, event: { type, ...body } }) => ({
      afterSeconds: after / 1_000,
      type,
      text: sentenceFor({ type, body }),
    })),
  };
};

const lengthText = (length: Happened['after']): string => (length === 0 ? '0s' : formatDuration(length));
