import type { CanaryChart } from '../../chart/canary-chart.ts';
import { CHART_STYLE } from '../../chart/colours.ts';
import { drawChart } from '../../chart/draw.ts';
import { chartSentence } from '../../chart/sentence.ts';
import { svgText } from '../../chart/svg-node.ts';
import { chartTable } from '../../chart/table.ts';
import { type Block, barred, type Line, type Span, spansOf } from './block.ts';
import { drawable } from './chart.ts';

// One file that needs nothing else: no script, no address outside, and ink on paper when it is printed.
const STYLE = `
${CHART_STYLE}
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
h2{border-bottom:2px solid;padding-bottom:.25rem}
table{border-collapse:collapse}
th,td{border:1px solid;padding:.25rem .75rem;text-align:left}
code{font:0.95em ui-monospace,monospace;overflow-wrap:anywhere}
li{overflow-wrap:anywhere}
.chart{margin:1rem 0}
.chart svg{max-width:100%;height:auto}
.quote{margin:1rem 0;border:1px dashed;padding:.5rem .75rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0 0}
.field{border-left:4px solid;padding-left:.75rem}
@media print{:root{color-scheme:light}body{margin:0;max-width:none}h3{break-after:avoid}table{break-inside:avoid}}
`;

/** A chart as wide as the text. */
const CHART_SIZE = { width: 800, height: 280 };

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** A document as one HTML file. Everything in it is text: nothing of it is run, and nothing is fetched. */
export function toHtml(name: string, blocks: readonly Block[]): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escaped(POLICY)}">`,
    '<meta name="viewport" content="width=device-width">',
    `<title>${escaped(name)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    ...blocks.map(blockHtml),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function blockHtml(block: Block, at: number): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${lineHtml(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${lineHtml(block.text)}</p>`;
    case 'list':
      return listHtml(block.items);
    case 'steps':
      return `<ol>\n${block.items.map(({ text, under }) => `<li>${lineHtml(text)}${under.length === 0 ? '' : `\n${listHtml(under)}\n`}</li>`).join('\n')}\n</ol>`;
    case 'table':
      return tableHtml(block);
    case 'chart':
      return chartHtml(drawable(block.chart), at);
    case 'quote':
      return `<figure class="quote"><figcaption>${lineHtml(block.label)}</figcaption>\n<pre>${escaped(barred(block.text).join('\n'))}</pre></figure>`;
    case 'field':
      return `<p class="field">${lineHtml(block.text)}</p>`;
  }
}

const listHtml = (items: readonly Line[]): string =>
  `<ul>\n${items.map((item) => `<li>${lineHtml(item)}</li>`).join('\n')}\n</ul>`;

/** The drawing, its sentence, and all its numbers for whoever cannot see it. */
function chartHtml(chart: CanaryChart, at: number): string {
  const { head, rows } = chartTable(chart);
  const numbers = tableHtml({ kind: 'table', head: [...head], rows: rows.map((row) => [...row]) });
  return [
    '<figure class="chart">',
    svgText(drawChart(chart, CHART_SIZE, `chart-${at}`)),
    `<figcaption>${escaped(chartSentence(chart))}</figcaption>`,
    `<details><summary>Numbers</summary>\n${numbers}\n</details>`,
    '</figure>',
  ].join('\n');
}

function tableHtml({ head, rows }: Extract<Block, { kind: 'table' }>): string {
  const cells = (tag: 'th' | 'td', row: readonly Line[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${lineHtml(cell)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((row) => cells('td', row)).join('\n');
  return `<table>\n<thead>${cells('th', head)}</thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

const lineHtml = (line: Line): string => spansOf(line).map(spanHtml).join('');

function spanHtml(span: Span): string {
  if (typeof span === 'string') return escaped(span);
  if ('code' in span) return `<code>${escaped(span.code)}</code>`;
  return 'strong' in span ? `<strong>${escaped(span.strong)}</strong>` : escaped(span.foreign);
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');
