import { lasting, took } from '../../api/shown/amount.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { Look } from '../render/look.ts';
import { fitLine, type Line, lineWidth, type Pen, penOf, written } from '../render/styled.ts';
import type { LiveModel, Size } from './model.ts';
import { footLines } from './parts/foot.ts';
import { foldedGates, gateLines, shadowLines } from './parts/gates.ts';
import { headerLine } from './parts/header.ts';
import { aheadLine, badLines, goodLines, goodNames, passageLine } from './parts/passages.ts';
import { countLines, stageLine } from './parts/stage.ts';
import { problemLines, waitingLines } from './parts/waiting.ts';

/** A part of a frame in its forms, the fullest first. Where rows are short the part that matters least takes its next form. */
interface Part {
  readonly forms: readonly (readonly Line[])[];
  readonly matters: number;
}

/**
 * One picture of a deployment: pure, so that the same model in the same size is the same text. It never has more lines than
 * the terminal has rows, less one for the cursor, nor a line longer than its columns; and what failed is never folded away.
 */
export function frame(model: LiveModel, { columns, rows }: Size, look: Look): readonly string[] {
  const pen = penOf(look);
  // A cell is left free: some terminals wrap a line that fills the last one.
  const cells = Math.max(1, columns - 1);
  const parts = partsOf(model, cells, pen);
  return fold(parts, Math.max(1, rows - 1)).map((line) => written(fitLine(line, cells, look), look));
}

function partsOf(model: LiveModel, columns: number, pen: Pen): readonly Part[] {
  const { view } = model;
  const one = (line: Line, matters: number): Part => ({ forms: [line.length === 0 ? [] : [line]], matters });
  return [
    one(headerLine(view, columns, pen), 100),
    ...overParts(model, columns, pen),
    ...nowParts(model, columns, pen),
    { forms: [problemLines(model, columns, pen)], matters: 96 },
    { forms: [waitingLines(model, columns, pen)], matters: 97 },
    { forms: [ahead(model, columns, pen), []], matters: 10 },
    { forms: [silence(model, pen), []], matters: 94 },
    { forms: [footLines(model, columns, pen)], matters: 95 },
  ];
}

/** What is over, in its order: what went well as short as can be, what did not in full. */
function overParts({ story, now }: LiveModel, columns: number, pen: Pen): readonly Part[] {
  const over = story.passages.filter(({ outcome }) => outcome !== 'under-way');
  const parts: Part[] = [];
  for (let from = 0; from < over.length; ) {
    const next = over.findIndex(({ outcome }, index) => index >= from && outcome !== 'good');
    const good = over.slice(from, next < 0 ? over.length : next);
    if (good.length > 0) {
      const forms = [goodLines(good, now, columns, pen), [goodNames(good, columns, pen)], []];
      parts.push({ forms, matters: 40 });
    }
    const bad = next < 0 ? undefined : over[next];
    if (bad !== undefined) {
      const lines = badLines(bad, now, columns, pen);
      parts.push({ forms: [lines, lines.slice(0, 1)], matters: 98 });
    }
    from = next < 0 ? over.length : next + 1;
  }
  return parts;
}

/** What is under way: a stage with its gates, or the line of its phase. */
function nowParts(model: LiveModel, columns: number, pen: Pen): readonly Part[] {
  const { view, story, now } = model;
  if (view.phase !== 'rolling-out' && view.phase !== 'baking') {
    const passage = story.passages.at(-1);
    if (passage?.outcome !== 'under-way') return [];
    const facts = view.rollback === null ? passage.facts : rollbackFacts(view.rollback);
    return [{ forms: [[fitLine(passageLine({ ...passage, facts }, now, pen), columns, pen.look)]], matters: 93 }];
  }
  const stage: Part = { forms: [[stageLine(model, columns, pen)]], matters: 93 };
  if (view.live === null) return [stage];
  const folded = foldedGates(view.live, columns, pen);
  const shown = model.areGatesShown
    ? [[...gateLines(view.live, columns, pen), ...shadowLines(view.live, columns, pen)]]
    : [];
  return [
    stage,
    { forms: [...shown, folded], matters: 50 },
    { forms: [countLines(model, columns, pen), []], matters: 20 },
  ];
}

function rollbackFacts(rollback: NonNullable<DeploymentView['rollback']>): readonly string[] {
  const { trafficBackSeconds, verifiedSeconds, targetSeconds } = rollback;
  return [
    trafficBackSeconds === null ? 'traffic is going back' : `traffic back after ${took(trafficBackSeconds)}`,
    ...(verifiedSeconds === null ? [] : [`stable verified after ${took(verifiedSeconds)}`]),
    `target ${lasting(targetSeconds)}`,
  ];
}

function ahead(model: LiveModel, columns: number, pen: Pen): readonly Line[] {
  const line = aheadLine(model, columns, pen);
  return lineWidth(line) === 0 ? [] : [line];
}

const silence = ({ silentFor }: LiveModel, pen: Pen): readonly Line[] =>
  silentFor === null
    ? []
    : [
        [
          pen.span(
            `no answer from the control plane for ${lasting(silentFor)}: this is the last that is known`,
            'doubt',
          ),
        ],
      ];

function fold(parts: readonly Part[], rows: number): readonly Line[] {
  let left = parts;
  const height = (): number => left.reduce((sum, { forms }) => sum + (forms[0]?.length ?? 0), 0);
  while (height() > rows) {
    const foldable = left.filter(({ forms }) => forms.length > 1);
    const least = Math.min(...foldable.map(({ matters }) => matters));
    const index = left.findIndex(({ forms, matters }) => forms.length > 1 && matters === least);
    if (index < 0) break;
    left = left.map((part, at) => (at === index ? { ...part, forms: part.forms.slice(1) } : part));
  }
  // A terminal of a few rows: the lines that matter most, in their order.
  const lines = left.flatMap(({ forms, matters }) => (forms[0] ?? []).map((line) => ({ line, matters })));
  const kept = [...lines].sort((one, other) => other.matters - one.matters).slice(0, rows);
  return lines.filter((one) => kept.includes(one)).map(({ line }) => line);
}
