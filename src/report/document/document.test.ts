import { describe, expect, it } from 'vitest';
import { type Block, heading, list, paragraph, table, title } from './block.ts';
import { FIELD_END, fieldStart, generated, keepFields, replaceGenerated } from './fields.ts';
import { toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';
import { toPlain } from './plain.ts';

const HOSTILE = '<img src=x onerror=alert(1)> [a](javascript:b) `c` | # *d*\n## e';
const hostile: readonly Block[] = [
  title([{ foreign: HOSTILE }]),
  list([[{ foreign: HOSTILE }], [{ code: HOSTILE }]]),
  table(['a', 'b'], [[[{ foreign: HOSTILE }], [{ code: 'x | y' }]]]),
];

describe('words of others', () => {
  it('make no line, heading, link, code or cell of their own in Markdown', () => {
    const lines = toMarkdown(hostile).trimEnd().split('\n');

    expect(lines.filter((line) => line.startsWith('## '))).toHaveLength(1);
    expect(lines).toHaveLength(8);
    expect(toMarkdown([paragraph([{ foreign: HOSTILE }])])).toBe(
      '\\<img src=x onerror=alert(1)\\> \\[a\\](javascript:b) \\`c\\` \\| \\# \\*d\\* \\#\\# e\n',
    );
  });

  it('are text in HTML', () => {
    const html = toHtml(HOSTILE, hostile);

    expect(html).not.toContain('<img');
    expect(html.match(/&lt;img src=x onerror=alert\(1\)&gt;/g)).toHaveLength(5);
  });

  it('stay on their line in a terminal', () => {
    expect(toPlain([list([[{ foreign: HOSTILE }]])]).split('\n')).toHaveLength(2);
  });
});

it('an HTML file runs nothing and fetches nothing', () => {
  const html = toHtml('Report', [heading('a')]);

  expect(html).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;"`);
  expect(html).not.toMatch(/<script|<link|src=|url\(|@import/);
});

it('a name that holds backticks is kept whole between longer ones', () => {
  expect(toMarkdown([paragraph([{ code: 'a `` b' }])])).toBe('``` a `` b ```\n');
});

it('a bar in a cell does not end it', () => {
  expect(toMarkdown([table(['a'], [[[{ code: 'x | y' }]]])])).toBe('| a |\n|---|\n| `x \\| y` |\n');
});

it('columns of a terminal are as wide as their widest cell', () => {
  expect(toPlain([table(['Metric', 'Now'], [['Latency p99', '175ms']])])).toBe(
    '  Metric       Now\n  Latency p99  175ms\n',
  );
});

describe('what people wrote', () => {
  const made = (name: string, text: string) => [fieldStart(name), text, FIELD_END].join('\n');

  it('stays in its field when a report is made anew, and facts come from the record alone', () => {
    const old = `old fact\n${made('cause', 'a leak\n\nin the pool')}\n${made('gone', 'x')}`;

    expect(keepFields(`new fact\n${made('cause', 'to be filled')}\n${made('actions', 'to be filled')}`, old)).toBe(
      `new fact\n${made('cause', 'a leak\n\nin the pool')}\n${made('actions', 'to be filled')}`,
    );
  });

  it('is text, whatever it holds', () => {
    expect(keepFields(made('cause', '-'), made('cause', '$& $1'))).toBe(made('cause', '$& $1'));
  });

  it('around a generated part stays as it is', () => {
    const old = `# Ours\n\n${generated('old')}\nOur notes\n`;

    expect(replaceGenerated(generated('new'), old)).toBe(`# Ours\n\n${generated('new')}\nOur notes\n`);
  });

  it('in a file without a generated part is kept, and the part comes behind it', () => {
    expect(replaceGenerated(generated('new'), 'Our notes\n')).toBe(`Our notes\n\n${generated('new')}`);
    expect(replaceGenerated(generated('new'), '')).toBe(generated('new'));
  });
});
