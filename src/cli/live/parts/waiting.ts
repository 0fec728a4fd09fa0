import { lasting } from '../../../api/shown/amount.ts';
import { waitingWords } from '../../../api/shown/waiting-words.ts';
import { nextFor } from '../../outcome.ts';
import { timeOfDay, withClockTimes } from '../../render/moment.ts';
import { signFor } from '../../render/sign.ts';
import { fillLine, fitLine, type Line, type Pen } from '../../render/styled.ts';
import { wrap } from '../../render/width.ts';
import type { LiveModel } from '../model.ts';

const INDENT = '    ';

/** "Why is it waiting?": for what, who can end it, until when, what happens by itself then, and the commands that end it. */
export function waitingLines({ view, now, foot }: LiveModel, columns: number, pen: Pen): readonly Line[] {
  const { waiting } = view;
  // Right below the last frame the closing report says it, and once is enough.
  if (waiting === null || foot.kind === 'none') return [];
  const { zone, ascii } = pen.look;
  const sign = signFor(waiting.for === 'ambiguous-metrics' ? 'ambiguous' : 'hold', ascii);
  const head = `${sign} ${waitingWords(waiting)}`;
  const until =
    waiting.until === null
      ? 'no deadline'
      : `until ${timeOfDay(waiting.until, zone, view.at)} (${lasting((Date.parse(waiting.until) - now) / 1_000)})`;
  const who = `who ends it: ${waiting.who.join(', ')} · ${until} · then by itself: ${withClockTimes(waiting.default, zone, view.at)}`;
  return [
    ...wrap(head, columns).map((text): Line => [pen.span(text, 'doubt')]),
    ...wrap(who, columns - INDENT.length).map((text): Line => [pen.span(INDENT + text)]),
    ...nextFor(view)
      .filter(({ command }) => !command.startsWith('plimsoll watch'))
      .map(({ command, why }) =>
        fillLine([[pen.span(INDENT + command, 'strong')], [pen.span(why, 'quiet')]], 3, columns),
      ),
  ].map((line) => fitLine(line, columns, pen.look));
}

/** What the last try of something came to, while it is tried again. */
export function problemLines({ view }: LiveModel, columns: number, pen: Pen): readonly Line[] {
  const problem = view.attempt?.lastProblem;
  if (view.over || problem === null || problem === undefined) return [];
  const text = `${signFor('fail', pen.look.ascii)} the last try failed: ${problem} · try ${view.attempt?.n} next`;
  return wrap(text, columns).map((line) => [pen.span(line, 'bad')]);
}
