import { readFile } from 'node:fs/promises';
import type { Hono } from 'hono';
import { DOCS_STYLE, docsPage } from './docs-page.ts';

/** Serves the API's description, as it lies in the package, to programs and to readers. Whoever may ask nothing may still read it. */
export function openApiRoute(app: Hono): void {
  let text: Promise<string> | undefined;
  let page: string | undefined;
  const described = (): Promise<string> => {
    text ??= readFile(new URL('../../../schema/openapi.json', import.meta.url), 'utf8');
    return text;
  };
  app.get('/openapi.json', async (context) =>
    context.body(await described(), 200, { 'content-type': 'application/json; charset=utf-8' }),
  );
  app.get('/docs', async (context) => {
    page ??= docsPage(JSON.parse(await described()) as Parameters<typeof docsPage>[0]);
    return context.html(page);
  });
  app.get('/docs.css', (context) => context.body(DOCS_STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
}
