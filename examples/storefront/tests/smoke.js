// Is the shop open? A few requests, each of which must do; run after every placement, also off-traffic.
import assert from 'node:assert/strict';
import { ask, buy } from './client.js';
import { run } from './run.js';

await run('smoke.xml', [
  {
    name: 'Smoke tests',
    tests: {
      'says that it is healthy': async () => {
        assert.equal((await ask('/healthz')).status, 200);
      },
      'shows its front page': async () => {
        const { status, text } = await ask('/');
        assert.equal(status, 200);
        assert.match(text, /<h1>Ship's stores<\/h1>/);
      },
      'lists its products': async () => {
        const { status, json } = await ask('/products');
        assert.equal(status, 200);
        assert.ok(json.length > 0, 'the list is empty');
      },
      'shows a product': async () => {
        const { status, json } = await ask('/products/1');
        assert.equal(status, 200);
        assert.equal(json.id, 1);
      },
      'sells a product': async () => {
        assert.equal((await buy({ id: 1, quantity: 1 })).status, 201);
      },
    },
  },
]);
