// Does the shop do what it promises? The answers' shapes (API tests), and journeys through several of them (integration tests).
import assert from 'node:assert/strict';
import { ask, buy } from './client.js';
import { run } from './run.js';

const api = {
  'names its version': async () => {
    assert.match((await ask('/version')).json.version, /^\d+\.\d+\.\d+$/);
  },
  'lists id, name and price of every product': async () => {
    for (const { id, name, cents } of (await ask('/products')).json) {
      assert.ok(Number.isInteger(id) && name.length > 0 && cents > 0, `product ${id} is not complete`);
    }
  },
  'shows the shelf of a product': async () => {
    assert.equal((await ask('/products/9')).json.shelf, 'light');
  },
  'answers 404 for a product it does not have': async () => {
    assert.equal((await ask('/products/999')).status, 404);
    assert.equal((await ask('/products/none')).status, 404);
    assert.equal((await buy({ id: 999, quantity: 1 })).status, 404);
  },
  'refuses a cart that is not JSON, too large, or without a sensible quantity': async () => {
    assert.equal((await buy('{')).status, 400);
    assert.equal((await buy(' '.repeat(20_000))).status, 413);
    for (const quantity of [0, -1, 1.5, 100, '2', null]) assert.equal((await buy({ id: 2, quantity })).status, 400);
  },
};

const journeys = {
  'sells at the price it shows': async () => {
    const { cents } = (await ask('/products/5')).json;
    const sold = await buy({ id: 5, quantity: 3 });
    assert.equal(sold.status, 201);
    assert.equal(sold.json.cents, 3 * cents);
  },
  'shows on the front page what it lists': async () => {
    const [front, list] = [await ask('/'), await ask('/products')];
    for (const { id } of list.json)
      assert.ok(front.text.includes(`href="/products/${id}"`), `product ${id} is not shown`);
  },
  'keeps its answers the same when asked again': async () => {
    assert.equal((await ask('/products/12')).text, (await ask('/products/12')).text);
  },
};

await run('integration.xml', [
  { name: 'API tests', tests: api },
  { name: 'Integration tests', tests: journeys },
]);
