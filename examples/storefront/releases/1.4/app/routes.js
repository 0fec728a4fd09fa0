import { readFileSync } from 'node:fs';
import { total } from './cart.js';
import { findProduct, products } from './catalogue.js';
import { page } from './page.js';
import { describe, summary } from './product.js';
import { countVisit } from './visits.js';
import { readJson, sendHtml, sendJson } from './wire.js';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** Answers one request. An error that leaves here is a bug, and becomes a 500. */
export async function answer(request, response, { stopping }) {
  const { pathname } = new URL(request.url, 'http://shop');
  const route = `${request.method === 'HEAD' ? 'GET' : request.method} ${pathname}`;

  if (route === 'GET /healthz')
    return sendJson(response, stopping ? 503 : 200, { status: stopping ? 'stopping' : 'ok' });
  if (route === 'GET /version') return sendJson(response, 200, { version });
  countVisit(pathname);
  if (route === 'GET /') return sendHtml(response, page(products, version));
  if (route === 'GET /products') return sendJson(response, 200, products.map(summary));
  if (route === 'POST /cart') return buy(request, response);

  const [, id] = /^GET \/products\/([0-9]{1,9})$/.exec(route) ?? [];
  const product = id === undefined ? undefined : findProduct(Number(id));
  if (product !== undefined) return sendJson(response, 200, describe(product));
  return sendJson(response, 404, { error: 'the shop has no such thing' });
}

async function buy(request, response) {
  const { body, problem } = await readJson(request);
  if (problem !== undefined) return sendJson(response, problem.status, { error: problem.words });
  const product = findProduct(body?.id);
  if (product === undefined) return sendJson(response, 404, { error: 'the shop has no such thing' });
  if (!Number.isInteger(body.quantity) || body.quantity < 1 || body.quantity > 99) {
    return sendJson(response, 400, { error: 'quantity is a whole number from 1 to 99' });
  }
  return sendJson(response, 201, total(product, body.quantity));
}
