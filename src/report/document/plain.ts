import { chartSentence } from '../../chart/sentence.ts';
import { type Block, barred, type Line, spansOf } from './block.ts';
import { drawable } from './chart.ts';

/** A document as text for a terminal: underlined headings, columns in place of bars. */
export const toPlain = (blocks: readonly Block[]): string => `${blocks.map(blockText).join('\n\n')}\n`;

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading': {
      const text = lineText(block.text);
      return `${text}\n${(block.level === 2 ? '=' : '-').repeat([...text].length)}`;
    }
    case 'paragraph':
    case 'field':
      return lineText(block.text);
    case 'chart':
      return chartSentence(drawable(block.chart)).replaceAll(/[\r\n]+/g, ' ');
    case 'quote':
      return [lineText(block.label), ...barred(block.text).map((one) => `  ${one}`)].join('\n');
    case 'list':
      return block.items.map((item) => `  - ${lineText(item)}`).join('\n');
    case 'steps':
      return block.items
        .map(({ text, under }, index) =>
          [`${index + 1}. ${lineText(text)}`, ...under.map((line) => `   - ${lineText(line)}`)].join('\n'),
        )
        .join('\n');
    case 'table': {
      const rows = [block.head, ...block.rows.map((row) => row.map(lineText))];
      const widths = block.head.map((_, at) => Math.max(...rows.map((row) => [...(row[at] ?? '')].length)));
      return rows
        .map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
        .join('\n');
    }
  }
}

const lineText = (line: Line): string =>
  spansOf(line)
    .map((span) => {
      if (typeof span === 'string') return span;
      return ('code' in span ? span.code : 'strong' in span ? span.strong : span.foreign).replaceAll(/[\r\n]+/g, ' ');
    })
    .join('');
