import { z } from 'zod';
import type { CanaryChart } from '../../chart/canary-chart.ts';
import { Chart, kept } from './chart.ts';

/** A piece of a line: ours as it is, a name as it is written in files, or words of somebody else, which mean nothing but themselves. */
export const Span = z.union([
  z.string(),
  z.strictObject({ code: z.string() }),
  z.strictObject({ foreign: z.string() }),
  z.strictObject({ strong: z.string() }),
]);
export type Span = z.infer<typeof Span>;

/** One line of text. */
export const Line = z.union([z.string(), z.array(Span)]);
export type Line = z.infer<typeof Line>;

/** One part of a report, whatever it is shown as. */
export const Block = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('heading'), level: z.union([z.literal(2), z.literal(3)]), text: Line }),
  z.strictObject({ kind: z.literal('paragraph'), text: Line }),
  z.strictObject({ kind: z.literal('list'), items: z.array(Line) }),
  /** Numbered, each with a list of its own under it. */
  z.strictObject({ kind: z.literal('steps'), items: z.array(z.strictObject({ text: Line, under: z.array(Line) })) }),
  z.strictObject({ kind: z.literal('table'), head: z.array(z.string()), rows: z.array(z.array(Line)) }),
  /** A place for people to write in: what they wrote stays when the report is made anew. */
  /** Lines that somebody else wrote, as they wrote them, under a line of ours that says whose they are. */
  z.strictObject({ kind: z.literal('quote'), label: Line, text: z.string() }),
  /** Drawn where a drawing can be shown, and said in words everywhere. */
  z.strictObject({ kind: z.literal('chart'), chart: Chart }),
  z.strictObject({ kind: z.literal('field'), name: z.string().regex(/^[a-z-]+$/), text: Line }),
]);
export type Block = z.infer<typeof Block>;

/** The title of a report. */
export const title = (text: Line): Block => ({ kind: 'heading', level: 2, text });

/** The heading of a part. */
export const heading = (text: Line): Block => ({ kind: 'heading', level: 3, text });

/** A paragraph. */
export const paragraph = (text: Line): Block => ({ kind: 'paragraph', text });

/** A list of lines. */
export const list = (items: readonly Line[]): Block => ({ kind: 'list', items: [...items] });

/** A table. */
export const table = (head: readonly string[], rows: readonly (readonly Line[])[]): Block => ({
  kind: 'table',
  head: [...head],
  rows: rows.map((row) => [...row]),
});

/** A place for people to write in, with what stands there until somebody does. */
export const field = (name: string, text: Line): Block => ({ kind: 'field', name, text });

/** Lines that somebody else wrote, and whose they are. */
export const quote = (label: Line, text: string): Block => ({ kind: 'quote', label, text });

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The lines of a quotation, each with a bar in front: no line of it can pass for one of ours, for a mark or for the end of a fence. */
export const barred = (text: string): readonly string[] =>
  text.split(/\r\n|\r|\n/).map((one) => `| ${one.replaceAll(STEERING, '')}`.trimEnd());

/** A course that is drawn. */
export const chartBlock = (chart: CanaryChart): Block => ({ kind: 'chart', chart: kept(chart) });

/** A part that may be left out: its heading and what stands under it. */
export const section = (name: string, ...blocks: readonly Block[]): readonly Block[] => [heading(name), ...blocks];

/** Words of somebody else within a line. */
export const foreign = (text: string): Span => ({ foreign: text });

/** The pieces of a line. */
export const spansOf = (line: Line): readonly Span[] => (typeof line === 'string' ? [line] : line);
