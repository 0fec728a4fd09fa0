import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../config/load.ts';
import { buildCommand, configurationText } from './configuration-text.ts';
import type { Detected } from './detected.ts';
import { notesOn } from './notes.ts';
import { proposedFiles } from './proposal.ts';

const START = { command: ['node', 'server.js'], file: 'server.js' };
const aFinding = (changes: Partial<Detected> = {}): Detected => ({
  ...{ unit: 'shop', version: '1.0.0', start: START, server: 'server.js', healthPath: '/health', readsPort: true },
  ...{ hasBuild: false, hasTest: false, smokeScript: null, packages: 'none', hasDevelopmentPackages: false },
  ...{ manifest: 'read', dockerfile: false, git: { kind: 'none' }, github: false },
  ...changes,
});
const inGit = (prefix: string, remoteHost: string | null = null): Detected['git'] => ({
  kind: 'repository',
  repository: { root: '/repo', prefix, head: null, remoteHost, dirtyPaths: [] },
});
const PLACE = { dir: '/repo/shop', config: '/repo/shop/plimsoll.yaml', keepsConfig: false, hasMcp: false };

function loaded(found: Detected) {
  const result = loadConfig(configurationText(found, found.start ?? START), { file: 'plimsoll.yaml', env: {} });
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.spec;
}

describe('the configuration that init proposes', () => {
  it('runs the unit as it was found, staging before production, behind the embedded router', () => {
    const spec = loaded(aFinding({ smokeScript: 'smoke', hasTest: true }));

    expect(spec.name).toBe('shop');
    expect(spec.environments.staging).toMatchObject({
      target: { type: 'process', command: ['node', 'server.js'] },
      health: { path: '/health' },
      checks: { smoke: { run: 'npm run smoke' }, integration: { run: 'npm test' } },
    });
    expect(spec.environments.production).toMatchObject({
      requires: 'staging',
      router: { type: 'embedded', listen: 'localhost:8080' },
    });
    expect(spec.checkpoints.productionPromotion.separateFrom).toEqual(['author', 'requester']);
  });

  it('loads whatever the unit and its command are called', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('true', '1', 'null', 'a: b', '- x', '#', '"', '@x', '*', '&a', '%'),
    );
    const command = fc.array(
      word.filter((text) => text !== '' && !text.includes('$')),
      { minLength: 1, maxLength: 4 },
    );
    const unit = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,62}$/);
    fc.assert(
      fc.property(command, unit, (words, name) => {
        const spec = loaded(aFinding({ unit: name, start: { command: words, file: null } }));
        expect(spec.name).toBe(name);
        expect(spec.environments.production?.target).toMatchObject({ command: words });
      }),
    );
  });

  it.each([
    [{}, null],
    [{ hasBuild: true }, 'npm run build'],
    [{ packages: 'npm-lock' }, 'npm ci --omit=dev --no-bin-links'],
    [{ packages: 'npm-lock', hasBuild: true }, 'npm ci && npm run build && npm ci --omit=dev --no-bin-links'],
    [{ packages: 'other', hasBuild: true }, 'npm run build'],
  ] as const)('builds %j by %s', (changes, command) => {
    const found = aFinding(changes);

    expect(buildCommand(found)).toBe(command);
    expect(loaded(found).artifacts).toEqual([{ name: 'app', kind: 'files', path: '.', run: command }]);
  });
});

describe('the files that init proposes', () => {
  const paths = (found: Detected, keepsConfig = false): readonly string[] =>
    proposedFiles(found, { ...PLACE, keepsConfig }).map(({ path }) => path);

  it('writes a smoke check only where the unit has none', () => {
    const own = ['plimsoll.yaml', 'smoke.mjs', '.gitignore', '.mcp.json'];
    expect(paths(aFinding())).toEqual(own.map((name) => `/repo/shop/${name}`));
    expect(paths(aFinding({ smokeScript: 'smoke' }))).not.toContain('/repo/shop/smoke.mjs');
  });

  it('writes no smoke check beside a configuration that stays', () => {
    expect(paths(aFinding(), true)).not.toContain('/repo/shop/smoke.mjs');
  });

  it('writes the CI example where GitHub looks for it, for the folder of the unit', () => {
    const files = proposedFiles(aFinding({ git: inGit('shop/', 'github.com'), github: true }), PLACE);
    const workflow = files.find(({ path }) => path === '/repo/.github/workflows/plimsoll-shop.yml');

    const { jobs } = parse(workflow?.text ?? '');
    expect(jobs.ship.defaults.run['working-directory']).toBe('shop');
    expect(jobs.ship.steps.map((step: { run?: string }) => step.run ?? '').join('\n')).toMatch(
      /plimsoll config check[\s\S]*plimsoll plan[\s\S]*plimsoll deploy --no-wait -o json/,
    );
  });

  it('keeps the state of a CI job out of the checkout, which is cleaned before each run', () => {
    const files = proposedFiles(aFinding({ git: inGit('', 'github.com'), github: true }), PLACE);
    const workflow = parse(files.find(({ path }) => path === '/repo/.github/workflows/plimsoll.yml')?.text ?? '');

    expect(workflow.jobs.ship.env.PLIMSOLL_DATA).toContain('/../');
    expect(workflow.jobs.ship).not.toHaveProperty('defaults');
  });

  it.each([
    [{ dockerfile: true }, /containers are not built yet/],
    [{ git: inGit('', 'gitlab.acme.test') }, /no CI example .* gitlab\.acme\.test/],
    [{ healthPath: null }, /server\.js names no health path/],
    [{ readsPort: false }, /nothing of PORT/],
    [{ git: { kind: 'no-git' } }, /git is not installed/],
    [{ packages: 'other' }, /not installed by npm/],
  ] as const)('notes on %j', (changes, note) => {
    expect(notesOn(aFinding(changes)).join('\n')).toMatch(note);
    expect(notesOn(aFinding({ git: inGit('', 'github.com'), github: true }))).toEqual([]);
  });
});
