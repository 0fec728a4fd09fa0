import { chartSentence } from '../../chart/sentence.ts';
import { type Block, barred, type Line, type Span, spansOf } from './block.ts';
import { drawable } from './chart.ts';
import { FIELD_END, fieldStart } from './fields.ts';

/** A document as Markdown. The same blocks give the same bytes. */
export const toMarkdown = (blocks: readonly Block[]): string => `${blocks.map(blockText).join('\n\n')}\n`;

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${lineText(block.text)}`;
    case 'paragraph':
      return lineText(block.text);
    case 'list':
      return block.items.map((item) => `- ${lineText(item)}`).join('\n');
    case 'steps':
      return block.items.map(stepText).join('\n\n');
    case 'table':
      return tableText(block);
    case 'chart':
      return contained(chartSentence(drawable(block.chart)));
    case 'quote':
      // Indented as code, so that nothing in it is markup.
      return [lineText(block.label), '', ...barred(block.text).map((one) => `    ${one}`)].join('\n');
    case 'field':
      return [fieldStart(block.name), lineText(block.text), FIELD_END].join('\n');
  }
}

const stepText = ({ text, under }: { readonly text: Line; readonly under: readonly Line[] }, index: number): string =>
  [`${index + 1}. ${lineText(text)}`, ...under.map((line) => `   - ${lineText(line)}`)].join('\n');

function tableText({ head, rows }: Extract<Block, { kind: 'table' }>): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = `|${head.map((name) => '-'.repeat(name.length + 2)).join('|')}|`;
  const body = rows.map((cells) => row(cells.map((cell) => lineText(cell).replaceAll('|', '\\|'))));
  return [row(head), rule, ...body].join('\n');
}

const lineText = (line: Line): string => spansOf(line).map(spanText).join('');

function spanText(span: Span): string {
  if (typeof span === 'string') return span;
  if ('code' in span) return codeText(span.code);
  return 'strong' in span ? `**${span.strong}**` : contained(span.foreign);
}

/** A name between more backticks than it holds in a row. */
function codeText(name: string): string {
  const longest = Math.max(0, ...[...name.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest === 0 ? '' : ' ';
  return `${fence}${space}${name.replaceAll(/[\r\n]+/g, ' ')}${space}${fence}`;
}

/** Words of others stay on their line, and make no heading, link, list or table of their own. */
const contained = (text: string): string =>
  text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_[\]<>#|]/g, (sign) => `\\${sign}`);
