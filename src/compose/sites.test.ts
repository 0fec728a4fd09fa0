import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sitesOn, usedSites } from './sites.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-sites-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A site in which these files are. */
function site(environment: string, ...files: readonly string[]): void {
  const dir = join(root, 'sites', 'shop', environment);
  for (const file of ['site.json', ...files]) {
    mkdirSync(join(dir, file, '..'), { recursive: true });
    writeFileSync(join(dir, file), '{"demo":true}');
  }
}

const named = (sites: readonly { readonly environment: string }[]) =>
  sites.map(({ environment }) => environment).sort();

describe('the sites of a state folder', () => {
  it('are used from their first instance on, and looked after once they have a router', () => {
    site('noted');
    site('prepared', 'target/instances/ins_1.json');
    site('container', 'containers/instances/ins_1.json');
    site('serving', 'router/state.json', 'target/instances/ins_2.json');

    expect(named(sitesOn({ root }))).toEqual(['serving']);
    expect(named(usedSites({ root }))).toEqual(['container', 'prepared', 'serving']);
  });
});
