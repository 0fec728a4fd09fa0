import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Layout, layoutFrom, layoutLines, type Paint } from './layout.ts';

/** Where pictures of the page are kept, and what they were drawn from. */
export const KEPT = fileURLToPath(new URL('../../../docs/page/', import.meta.url));

/** What is kept of a state of the page: where its parts lie at each width, and what they are painted with in each theme. */
export interface Kept {
  readonly layouts: Readonly<Record<string, Layout>>;
  readonly paints: Readonly<Record<string, Paint>>;
}

const fileOf = (name: string): string => join(KEPT, 'layout', `${name}.txt`);
const PAINT = ' | ';

/** Keeps how a state looks. */
export function keep(name: string, { layouts, paints }: Kept): void {
  const sections = [
    ...Object.entries(layouts).map(([width, layout]) => [`# ${width}`, ...layoutLines(layout)]),
    ...Object.entries(paints).map(([theme, paint]) => [
      `# ${theme}`,
      ...Object.entries(paint).map(([key, colours]) => [key, ...colours].join(PAINT)),
    ]),
  ];
  mkdirSync(join(KEPT, 'layout'), { recursive: true });
  writeFileSync(fileOf(name), `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`);
}

/** How a state looked when its picture was made. */
export function kept(name: string): Kept {
  const sections = readFileSync(fileOf(name), 'utf8').trimEnd().split('\n\n');
  const named = sections.map((text) => {
    const [title = '', ...lines] = text.split('\n');
    return [title.slice(2), lines] as const;
  });
  return {
    layouts: Object.fromEntries(
      named.filter(([title]) => /^\d+$/.test(title)).map(([title, lines]) => [title, layoutFrom(lines)]),
    ),
    paints: Object.fromEntries(
      named.filter(([title]) => !/^\d+$/.test(title)).map(([title, lines]) => [title, paintFrom(lines)]),
    ),
  };
}

const paintFrom = (lines: readonly string[]): Paint =>
  Object.fromEntries(
    lines.map((line) => {
      const [key = '', ground = '', ink = ''] = line.split(PAINT);
      return [key, [ground, ink]];
    }),
  );
