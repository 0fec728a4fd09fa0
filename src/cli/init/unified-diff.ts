/** A line of a comparison. */
interface Step {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Lines shown around a change. */
const CONTEXT = 3;
/** Beyond so many pairs of lines the table would cost more than the diff is worth: then all is shown as replaced. */
const MOST_PAIRS = 4_000_000;

/** The unified diff from one text to another under a file's name; a null `before` is a new file. Empty when both are the same. */
export function unifiedDiff(path: string, before: string | null, after: string): string {
  if (before === after) return '';
  const head = [`--- ${before === null ? '/dev/null' : `a/${path}`}`, `+++ b/${path}`];
  const steps = compare(before === null ? [] : linesOf(before), linesOf(after));
  return [...head, ...hunks(steps)].join('\n');
}

// The end of the last line belongs to it; where it is missing, the line is another one, and is shown so.
function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') return lines.slice(0, -1);
  return [...lines.slice(0, -1), `${lines.at(-1)}\n\\ No newline at end of file`];
}

function compare(old: readonly string[], young: readonly string[]): readonly Step[] {
  const same = commonFrom(old, young);
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    const [gone, come] = [old[i], young[j]];
    if (gone !== undefined && gone === come) {
      steps.push({ sign: ' ', text: gone });
      i += 1;
      j += 1;
    } else if (gone !== undefined && (come === undefined || same(i + 1, j) >= same(i, j + 1))) {
      steps.push({ sign: '-', text: gone });
      i += 1;
    } else if (come !== undefined) {
      steps.push({ sign: '+', text: come });
      j += 1;
    }
  }
  return steps;
}

/** How many lines the rests of both have in common, in order. */
function commonFrom(old: readonly string[], young: readonly string[]): (i: number, j: number) => number {
  if (old.length * young.length > MOST_PAIRS) return () => 0;
  const width = young.length + 1;
  const table = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => table[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      table[i * width + j] = old[i] === young[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  return at;
}

function hunks(steps: readonly Step[]): readonly string[] {
  const isShown = steps.map((_, at) =>
    steps.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  );
  const lines: string[] = [];
  let [oldLine, newLine] = [1, 1];
  for (let from = 0; from < steps.length; ) {
    const isPart = isShown[from];
    const next = isShown.indexOf(!isPart, from);
    const end = next < 0 ? steps.length : next;
    const part = steps.slice(from, end);
    const olds = part.filter(({ sign }) => sign !== '+').length;
    const news = part.filter(({ sign }) => sign !== '-').length;
    if (isPart) {
      lines.push(`@@ -${span(oldLine, olds)} +${span(newLine, news)} @@`);
      lines.push(...part.map(({ sign, text }) => sign + text));
    }
    [oldLine, newLine, from] = [oldLine + olds, newLine + news, end];
  }
  return lines;
}

const span = (line: number, count: number): string => `${count === 0 ? line - 1 : line},${count}`;
