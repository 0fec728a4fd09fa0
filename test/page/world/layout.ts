import type { Page } from 'playwright-core';

/** Where one part of a page lies, in pixels from the top left corner of the document. */
interface Box {
  /** What it is: its element and first class. */
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The parts of a page at one width: where they lie, and how high all of it is. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
}

/** What parts are painted with: of each kind of part its ground and its ink. */
export type Paint = Readonly<Record<string, readonly [ground: string, ink: string]>>;

const PARTS = `header, nav, main, section, footer, figure, table, dialog, form, h1, h2, button, a.button, input, select, textarea,
  .panel, .notice, .badge, .tile, .acts, .answer-bar, .deployment-rail, .tabs, .timeline, .places, .canary-plot > svg`;
/** Of one kind of part so many count: the four hundredth row of a list says nothing that the first ones do not. */
const OF_A_KIND = 8;

const SEEN = `(() => {
  const counts = {}, boxes = [], paint = {};
  for (const part of document.querySelectorAll(${JSON.stringify(PARTS)})) {
    const { x, y, width, height } = part.getBoundingClientRect();
    if (width < 8 || height < 8 || !part.checkVisibility({ visibilityProperty: true })) continue;
    const key = part.localName + (part.classList[0] === undefined ? '' : '.' + [...part.classList].slice(0, 2).join('.'));
    const { backgroundColor, color } = getComputedStyle(part);
    paint[key] ??= [backgroundColor, color];
    counts[key] = (counts[key] ?? 0) + 1;
    if (counts[key] <= ${OF_A_KIND}) {
      boxes.push({ key, x: Math.round(x + scrollX), y: Math.round(y + scrollY), width: Math.round(width), height: Math.round(height) });
    }
  }
  return { layout: { width: innerWidth, height: document.documentElement.scrollHeight, boxes }, paint };
})()`;

/** What is seen of a page now. */
export const seenOf = (page: Page): Promise<{ readonly layout: Layout; readonly paint: Paint }> => page.evaluate(SEEN);

/** How far a part may be from where it was, so that another font of another machine is no difference. */
const slack = (pixels: number, share: number, of: number): number => Math.max(pixels, share * of);

function isWhereItWas(was: Box, is: Box, before: Layout): boolean {
  return (
    was.key === is.key &&
    Math.abs(was.x - is.x) <= slack(24, 0.025, before.width) &&
    Math.abs(was.width - is.width) <= slack(32, 0.1, was.width) &&
    Math.abs(was.y - is.y) <= slack(64, 0.08, before.height) &&
    Math.abs(was.height - is.height) <= slack(40, 0.25, was.height)
  );
}

/** So much of a picture may be elsewhere, gone or new before it counts as another one. */
const ANOTHER = 0.15;

/** Why a page does not look as it did; empty where it does, give or take what fonts and a few words make. */
export function layoutDifferences(before: Layout, now: Layout): readonly string[] {
  const left = [...now.boxes];
  const gone = before.boxes.filter((was) => {
    const found = left.findIndex((is) => isWhereItWas(was, is, before));
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
  const all = Math.max(before.boxes.length, now.boxes.length, 1);
  if (Math.max(gone.length, left.length) / all <= ANOTHER) return [];
  return [
    `${gone.length} of ${before.boxes.length} parts are not where they were, ${left.length} of ${now.boxes.length} are new there`,
    ...gone.map((one) => `was: ${boxText(one)}`),
    ...left.map((one) => `is: ${boxText(one)}`),
  ];
}

/** A colour may be off by so much in each of its channels. */
const SHADE = 24;

/** Which parts are painted with other colours than before. */
export const paintDifferences = (before: Paint, now: Paint): readonly string[] =>
  Object.entries(before).flatMap(([key, was]) => {
    const is = now[key];
    if (is === undefined || was.every((colour, index) => isLike(colour, is[index] ?? ''))) return [];
    return [`${key}: was ${was.join(' on ')}, is ${is.join(' on ')}`];
  });

function isLike(one: string, other: string): boolean {
  const [first, second] = [one, other].map(channelsOf);
  return (
    first?.length === second?.length && (first ?? []).every((part, at) => Math.abs(part - (second?.[at] ?? 0)) <= SHADE)
  );
}

/** Red, green, blue and opacity on one scale, however the browser writes them. */
function channelsOf(colour: string): readonly number[] {
  const parts = (colour.match(/[\d.]+/g) ?? []).map(Number);
  const [red = 0, green = 0, blue = 0, opacity = 1] = parts;
  if (opacity === 0) return [0, 0, 0, 0];
  const scale = colour.startsWith('color(') ? 255 : 1;
  return [red * scale, green * scale, blue * scale, opacity * 255];
}

const boxText = ({ key, x, y, width, height }: Box): string => `${key} ${x} ${y} ${width} ${height}`;

/** A layout as lines of text, which a reviewer can read. */
export const layoutLines = ({ width, height, boxes }: Layout): readonly string[] => [
  `${width} ${height}`,
  ...boxes.map(boxText),
];

/** A layout from its lines. */
export function layoutFrom([size = '', ...lines]: readonly string[]): Layout {
  const [width = 0, height = 0] = size.split(' ').map(Number);
  const boxes = lines.map((line): Box => {
    const [key = '', ...numbers] = line.split(' ');
    const [x = 0, y = 0, wide = 0, high = 0] = numbers.map(Number);
    return { key, x, y, width: wide, height: high };
  });
  return { width, height, boxes };
}
