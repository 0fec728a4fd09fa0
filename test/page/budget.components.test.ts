import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { buildPage } from '../e2e/world/program.ts';
import { BUILT_PAGE } from './world/staged-plane.ts';

beforeAll(buildPage);

const scripts = () =>
  readdirSync(new URL('assets/', BUILT_PAGE))
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(new URL(`assets/${name}`, BUILT_PAGE)));

it('is at most 170 kB of script, compressed, in all', () => {
  const sizes = scripts().map((bytes) => gzipSync(bytes).length);

  expect(sizes.length).toBeGreaterThan(2);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(170_000);
});

it('brings no parser of requests and nothing of Node along', () => {
  for (const script of scripts()) expect(script.toString()).not.toMatch(/ZodError|node:crypto|node:fs/);
});

it('has nothing inline, and names nothing of another place', () => {
  const frame = readFileSync(new URL('index.html', BUILT_PAGE), 'utf8');

  expect(frame).not.toMatch(/<script(?![^>]* src="\/assets\/)[^>]*>/);
  expect(frame).not.toMatch(/<style|style=| on[a-z]+=|https?:\/\//);
});
