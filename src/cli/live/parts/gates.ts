import type { LiveGate, LiveView } from '../../../api/live.ts';
import { measured, measuredRange } from '../../../api/shown/amount.ts';
import type { Meaning } from '../../../api/shown/meaning.ts';
import { verdictWords } from '../../../api/shown/verdict-words.ts';
import { signFor } from '../../render/sign.ts';
import { fitLine, type Line, type Pen, type Style } from '../../render/styled.ts';
import { padTo, widthOf } from '../../render/width.ts';
import { sparkline } from '../sparkline.ts';

const INDENT = '    ';
const SPARK_CELLS = { narrow: 8, wide: 20 } as const;

/** The colour of what a verdict means. */
export const STYLE_OF: Readonly<Record<Meaning, Style>> = {
  pass: 'good',
  fail: 'bad',
  ambiguous: 'doubt',
  hold: 'doubt',
  collecting: 'plain',
  now: 'strong',
  ahead: 'quiet',
};

/** The gates, and those triggers that have something to say: the others stand as armed. */
export const tellingGates = (gates: readonly LiveGate[]): readonly LiveGate[] =>
  gates.filter(({ kind, state }) => kind === 'gate' || (state !== 'collecting' && state !== 'pass'));

/** One column of the table; those with the lowest rank go first where there is no room. */
interface Column {
  readonly cells: readonly string[];
  readonly rank: number;
}

/** A line for each gate: its text, what was observed, stable, bounds or limit, the curve over the stage, and the verdict in words. */
export function gateLines(live: LiveView, columns: number, pen: Pen): readonly Line[] {
  const gates = tellingGates(live.gates);
  const said = gates.map(verdictWords);
  const words = said.map(({ meaning, words: text }) => `${signFor(meaning, pen.look.ascii)} ${text}`);
  const longest = Math.max(0, ...words.map(widthOf));
  const table = fitting(columnsOf(live, gates, columns, pen), columns - INDENT.length - longest);
  return gates.map((_, row) =>
    fitLine(
      [
        pen.span(INDENT),
        ...table.map(({ cells }) => pen.span(`${cells[row] ?? ''}  `)),
        pen.span(words[row] ?? '', STYLE_OF[said[row]?.meaning ?? 'collecting']),
      ],
      columns,
      pen.look,
    ),
  );
}

/** What the gates come to in one line, for where there is no room or no wish for more; what is not good still has its own. */
export function foldedGates(live: LiveView, columns: number, pen: Pen): readonly Line[] {
  const all = tellingGates(live.gates);
  const good = all.filter((gate) => ['pass', 'collecting'].includes(verdictWords(gate).meaning));
  const proven = good.filter((gate) => verdictWords(gate).meaning === 'pass').length;
  const bad = gateLines({ ...live, gates: all.filter((gate) => !good.includes(gate)) }, columns, pen);
  if (good.length === 0) return bad;
  const meaning = proven === good.length ? 'pass' : 'collecting';
  const text = `${INDENT}${signFor(meaning, pen.look.ascii)} ${proven} of ${all.length} gates proven`;
  return [...bad, fitLine([pen.span(text, STYLE_OF[meaning])], columns, pen.look)];
}

/** The gates on trial, each marked as such: nobody is to take them for a reason to go on or back. */
export function shadowLines(live: LiveView, columns: number, pen: Pen): readonly Line[] {
  return (live.shadows ?? []).map((gate) => {
    const { observed, unit } = gate.bounds;
    const value = observed === null ? 'no data' : measured(observed, unit);
    const { words } = verdictWords(gate);
    return fitLine([pen.span(`${INDENT}shadow  ${gate.gate}  ${value}  ${words}`, 'quiet')], columns, pen.look);
  });
}

function columnsOf(live: LiveView, gates: readonly LiveGate[], columns: number, pen: Pen): readonly Column[] {
  const value = ({ bounds }: LiveGate): string =>
    bounds.observed === null ? 'no data' : measured(bounds.observed, bounds.unit);
  const stable = ({ bounds }: LiveGate): string =>
    bounds.baseline === null ? '' : `stable ${measured(bounds.baseline, bounds.unit)}`;
  return [
    { cells: gates.map(({ gate }) => gate), rank: 9 },
    { cells: gates.map(value), rank: 8 },
    { cells: gates.map(stable), rank: 3 },
    { cells: gates.map(rangeText), rank: 2 },
    { cells: sparks(live, gates, columns >= 120 ? SPARK_CELLS.wide : SPARK_CELLS.narrow, pen), rank: 1 },
  ]
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ cells, rank }) => {
      const plain = cells.map((cell) => pen.span(cell).text);
      const width = Math.max(...plain.map(widthOf));
      return { cells: plain.map((cell) => padTo(cell, width)), rank };
    });
}

function rangeText({ bounds }: LiveGate): string {
  if (bounds.low !== null || bounds.high !== null)
    return `bounds ${measuredRange(bounds.low, bounds.high, bounds.unit)}`;
  return bounds.limit === null ? '' : `limit ${measured(bounds.limit, bounds.unit)}`;
}

const sparks = (live: LiveView, gates: readonly LiveGate[], cells: number, { look }: Pen): readonly string[] =>
  gates.map(({ series, bounds }) =>
    series.every((value) => value === null)
      ? ''
      : sparkline(
          {
            values: series,
            pieceSeconds: live.pieceSeconds,
            stageSeconds: live.judgedSeconds > live.plannedSeconds ? live.extendsToSeconds : live.plannedSeconds,
            limit: bounds.limit,
          },
          cells,
          look.ascii,
        ),
  );

/** The columns that fit, the trend being the first to go; the gate's text and its value always stay. */
function fitting(all: readonly Column[], cells: number): readonly Column[] {
  const width = (columns: readonly Column[]): number =>
    columns.reduce((sum, { cells: [first = ''] }) => sum + widthOf(first) + 2, 0);
  let kept = all;
  while (width(kept) > cells && kept.length > 2) {
    const least = Math.min(...kept.map(({ rank }) => rank));
    kept = kept.filter(({ rank }) => rank !== least);
  }
  return kept;
}
