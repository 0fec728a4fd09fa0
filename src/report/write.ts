import type { Block } from './document/block.ts';
import { toHtml } from './document/html.ts';
import { toMarkdown } from './document/markdown.ts';
import { toPlain } from './document/plain.ts';
import type { Form } from './forms.ts';
import { documentOf, type Report } from './report.ts';

/** Writes a report in one form. The same report gives the same bytes. */
export function written(report: Report, form: Form): string {
  return form === 'json' ? `${JSON.stringify(report, null, 2)}\n` : WRITERS[form](documentOf(report));
}

/** A report as Markdown, which is the form that all else is compared with. */
export const markdownOf = (report: Report): string => toMarkdown(documentOf(report));

const WRITERS: Readonly<Record<Exclude<Form, 'json'>, (blocks: readonly Block[]) => string>> = {
  md: toMarkdown,
  html: (blocks) => toHtml(titleOf(blocks), blocks),
  text: toPlain,
};

/** A document begins with its title. */
function titleOf([first]: readonly Block[]): string {
  return first?.kind === 'heading' && typeof first.text === 'string' ? first.text : 'Report';
}
