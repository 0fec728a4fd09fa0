import type { Context, Hono } from 'hono';
import { type BuiltPage, type PageFile, readBuiltPage } from './built-page.ts';

/** Where the page has rooms. It asks the API for everything, so that all of them are the same frame, without a word of data. */
const ROOMS = [
  '/',
  '/login',
  '/enrol',
  '/deployments',
  '/d/:id/:tab?',
  '/e/:unit/:environment',
  '/environments',
  '/blackouts',
  '/audit',
  '/delivery',
  '/incidents',
  '/settings',
  '/consents',
] as const;

const BUILT = new URL('../../web/', import.meta.url);
/** A name with a digest in it never means another file. */
const HAS_DIGEST = /-[\w-]{8}\.(js|css)$/;

/**
 * The page and what it loads: the same files for everybody, without any data, so nobody is asked who they are. Where none was
 * built, `hello` is said in its place.
 */
export function pageRoutes(app: Hono, hello: () => string, built: URL = BUILT): void {
  let read: Promise<BuiltPage | undefined> | undefined;
  const page = async (): Promise<BuiltPage | undefined> => {
    read ??= readBuiltPage(built);
    const found = await read;
    // It may be built later.
    if (found === undefined) read = undefined;
    return found;
  };
  for (const room of ROOMS) {
    app.get(room, async (context) => {
      const frame = (await page())?.frame;
      return frame === undefined ? context.text(hello()) : sent(context, frame, 'no-store');
    });
  }
  app.get('/assets/:name', async (context) => {
    const name = context.req.param('name');
    const file = (await page())?.assets.get(name);
    if (file === undefined) return context.notFound();
    return sent(context, file, HAS_DIGEST.test(name) ? 'private, max-age=31536000, immutable' : 'no-store');
  });
}

function sent(context: Context, { type, bytes, zipped }: PageFile, keep: string): Response {
  const isZipped = (context.req.header('accept-encoding') ?? '').includes('gzip');
  return context.body(isZipped ? zipped : bytes, 200, {
    'content-type': type,
    'cache-control': keep,
    vary: 'accept-encoding',
    ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
  });
}
