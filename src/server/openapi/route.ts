import { readFile } from 'node:fs/promises';
import type { Hono } from 'hono';

/** Serves the API's description, as it lies in the package. Whoever may ask nothing may still read what could be asked. */
export function openApiRoute(app: Hono): void {
  let text: Promise<string> | undefined;
  app.get('/openapi.json', async (context) => {
    text ??= readFile(new URL('../../../schema/openapi.json', import.meta.url), 'utf8');
    return context.body(await text, 200, { 'content-type': 'application/json; charset=utf-8' });
  });
}
