import { readFile } from 'node:fs/promises';
import type { Hono } from 'hono';
import { MARK, type PageName, pageOf } from './page.ts';
import { STYLE } from './style.ts';

const PAGES: readonly (readonly [path: string, page: PageName])[] = [
  ['/enrol', 'enrol'],
  ['/login', 'login'],
  ['/d/:id/approve', 'approve'],
];

// Only what the pages' scripts are made of. A path with a dot before its end, or outside of these folders, is none of them.
const SCRIPT = /^\/assets\/((?:core|api|approval|server\/pages\/browser)\/[a-z0-9/-]+\.js)$/;

/** The pages and what they load: the same files for everybody, without any data, so nobody is asked who they are. */
export function pageRoutes(app: Hono): void {
  for (const [path, page] of PAGES) app.get(path, (context) => context.html(pageOf(page)));
  app.get('/assets/page.css', (context) => context.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/assets/mark.svg', (context) => context.body(MARK, 200, { 'content-type': 'image/svg+xml' }));
  app.get('/assets/*', async (context) => {
    const [, file] = SCRIPT.exec(context.req.path) ?? [];
    const text = file === undefined ? undefined : await scriptText(file);
    if (text === undefined) return context.notFound();
    return context.body(text, 200, { 'content-type': 'text/javascript; charset=utf-8' });
  });
}

/** A compiled script of this program; undefined where there is none. */
const scriptText = (file: string): Promise<string | undefined> =>
  readFile(new URL(`../../${file}`, import.meta.url), 'utf8').catch(() => undefined);
