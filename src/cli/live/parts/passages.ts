import { lasting } from '../../../api/shown/amount.ts';
import type { Meaning } from '../../../api/shown/meaning.ts';
import { CHAPTERS, type Chapter, type Passage } from '../../../api/shown/passage.ts';
import { signFor } from '../../render/sign.ts';
import { fillLine, fitLine, type Line, lineWidth, type Pen, type Style } from '../../render/styled.ts';
import { padTo, wrap } from '../../render/width.ts';
import type { LiveModel } from '../model.ts';

const NAME_CELLS = 12;
/** Two folded phases stand beside each other when both have room. */
const BESIDE = 6;
/** A failure is told in full, within reason. */
const MOST_LINES = 4;

const lengthOf = ({ began, ended }: Passage, now: number): string => lasting(((ended ?? now) - began) / 1_000);

const SIGN: Readonly<Record<Passage['outcome'], readonly [Meaning, Style]>> = {
  good: ['pass', 'good'],
  bad: ['fail', 'bad'],
  stopped: ['hold', 'doubt'],
  'under-way': ['now', 'strong'],
};

/** `✔ Packaging   1m12s  2 artifacts pushed`: one phase in one line. */
export function passageLine(passage: Passage, now: number, pen: Pen): Line {
  const [meaning, style] = SIGN[passage.outcome];
  return [
    pen.span(`${signFor(meaning, pen.look.ascii)} `, style),
    pen.span(padTo(passage.chapter, NAME_CELLS), passage.outcome === 'under-way' ? 'strong' : 'plain'),
    pen.span(` ${lengthOf(passage, now).padEnd(6)} `),
    pen.span(passage.facts.join('  ')),
  ];
}

/** Phases that went well, as few lines as they need: two beside each other where both fit. */
export function goodLines(passages: readonly Passage[], now: number, columns: number, pen: Pen): readonly Line[] {
  const lines: Line[] = [];
  for (const passage of passages) {
    const line = passageLine(passage, now, pen);
    const before = lines.at(-1);
    const isAlone = before !== undefined && !before.some(({ text }) => text === ' '.repeat(BESIDE));
    if (before !== undefined && isAlone && lineWidth(before) + BESIDE + lineWidth(line) <= columns) {
      lines[lines.length - 1] = [...before, pen.span(' '.repeat(BESIDE)), ...line];
    } else lines.push(fitLine(line, columns, pen.look));
  }
  return lines;
}

/** The same phases by name alone, in one line. */
export const goodNames = (passages: readonly Passage[], columns: number, pen: Pen): Line =>
  fillLine(
    passages.map((passage) => [pen.span(`${signFor('pass', pen.look.ascii)} `, 'good'), pen.span(passage.chapter)]),
    2,
    columns,
  );

/** A phase that did not go well: never folded, its reason in words. */
export function badLines(passage: Passage, now: number, columns: number, pen: Pen): readonly Line[] {
  const [, style] = SIGN[passage.outcome];
  const head = passageLine({ ...passage, facts: [] }, now, pen);
  const indent = lineWidth(head);
  const [first = '', ...more] = wrap(passage.facts.at(-1) ?? '', Math.max(20, columns - indent));
  const lines: readonly Line[] = [
    [...head, pen.span(first, style)],
    ...more.slice(0, MOST_LINES - 1).map((text): Line => [pen.span(' '.repeat(indent)), pen.span(text, style)]),
  ];
  return lines.map((line) => fitLine(line, columns, pen.look));
}

/** What is still ahead, by name; the bake with its length. */
export function aheadLine({ view, story }: LiveModel, columns: number, pen: Pen): Line {
  const last = story.passages.at(-1);
  const reached = last === undefined ? -1 : CHAPTERS.indexOf(last.chapter);
  const ahead =
    view.over || view.rollback !== null ? [] : CHAPTERS.slice(reached + 1, CHAPTERS.indexOf('Rolling back'));
  const name = (chapter: Chapter): string =>
    chapter === 'Baking' && view.outlook !== null
      ? `${chapter} ${lasting(view.outlook.bakeSeconds)}, smoke and ${counted(view.outlook.bakeGates.length, 'gate')}`
      : chapter;
  return fillLine(
    ahead.map((chapter) => [pen.span(`${signFor('ahead', pen.look.ascii)} ${name(chapter)}`, 'quiet')]),
    2,
    columns,
  );
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
