import type { Part } from './part.ts';

/** The part of an OpenAPI document that a reader sees. */
interface Described {
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}
interface DescribedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly 'x-plimsoll-actions': readonly string[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description: string;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Part }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Part }>> }>
  >;
}

/** The API's description as a page to read: text and links alone, no script, and nothing from elsewhere. */
export function docsPage(document: Described): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ path, method: method.toUpperCase(), ...one })),
  );
  const tags = [...new Set(operations.map(({ tags: [tag = ''] }) => tag))].sort();
  const parts = tags.map((tag) => {
    const own = operations.filter(({ tags: [first] }) => first === tag);
    return `<section aria-labelledby="${text(tag)}"><h2 id="${text(tag)}">${text(tag)}</h2>${own.map(operationHtml).join('')}</section>`;
  });
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>API · ${text(document.info.title)}</title><link rel="stylesheet" href="/docs.css">`,
    '<link rel="icon" type="image/svg+xml" href="/assets/mark.svg"></head><body>',
    `<header><h1>${text(document.info.title)} API</h1><p>${text(document.info.description)}</p>`,
    '<p>For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). <a href="/">To the page</a></p></header>',
    `<nav aria-label="Parts of the API"><ul>${tags.map((tag) => `<li><a href="#${text(tag)}">${text(tag)}</a></li>`).join('')}</ul></nav>`,
    `<main>${parts.join('')}</main></body></html>`,
  ].join('\n');
}

function operationHtml(one: DescribedOperation & { readonly method: string; readonly path: string }): string {
  const { method, path, operationId, summary, description, parameters, requestBody, responses } = one;
  const actions = one['x-plimsoll-actions'];
  const needs = actions.length === 0 ? 'anybody' : actions.join(' or ');
  const rows = parameters.map(
    ({ name, in: where, required, description: what }) =>
      `<tr><th scope="row"><code>${text(name)}</code></th><td>${text(where)}${required ? ', required' : ''}</td><td>${text(what)}</td></tr>`,
  );
  const table =
    rows.length === 0
      ? ''
      : `<div class="wide" tabindex="0" role="group" aria-label="Values of ${text(operationId)}"><table><thead><tr><th scope="col">Value</th><th scope="col">In</th><th scope="col">What</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  return [
    `<article id="${text(operationId)}"><h3><code><b class="${text(method)}">${text(method)}</b> ${text(path)}</code></h3>`,
    `<p>${text(summary)}.${description === undefined ? '' : ` ${text(description)}`} <small>Needs: ${text(needs)}</small></p>`,
    table,
    shapeHtml('Body', requestBody?.content['application/json']?.schema),
    shapeHtml('Answer', responses['200']?.content?.['application/json']?.schema),
    '</article>',
  ].join('');
}

const shapeHtml = (name: string, schema: Part | undefined): string =>
  schema === undefined || Object.keys(schema).length === 0
    ? ''
    : `<details><summary>${name}</summary><pre tabindex="0">${text(JSON.stringify(schema, null, 2))}</pre></details>`;

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const text = (value: string): string => value.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);

/** How that page looks, in light and in dark. */
export const DOCS_STYLE = `:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem; font: 16px/1.5 system-ui, sans-serif;
  color: light-dark(#1b2430, #e6ebf2); background: light-dark(#fbfcfd, #12171e); }
a { color: light-dark(#0b5cad, #7cb8ff); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; padding: 0; list-style: none; }
nav a { display: inline-block; min-height: 24px; }
article { margin: 1.25rem 0; padding-top: 0.75rem; border-top: 1px solid light-dark(#d5dbe3, #2c3642); }
h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: 0.4rem 0; }
.POST { color: light-dark(#8a4b00, #f0b45e); }
.GET { color: light-dark(#0c6b3d, #6fd19f); }
.wide, pre { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.25rem 0.5rem 0.25rem 0; text-align: left; vertical-align: top; }
pre { padding: 0.75rem; font-size: 0.85rem; background: light-dark(#eef1f5, #1b222b); }
summary { min-height: 24px; cursor: pointer; }
`;
