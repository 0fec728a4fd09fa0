import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

assert.match(await readFile(new URL('../app/server.js', import.meta.url), 'utf8'), /healthz/);
