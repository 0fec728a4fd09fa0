import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DemoApprover } from '../../src/cli/demo/approver.ts';
import { stopDemoSites } from '../../src/compose/stop-sites.ts';
import { ControlPlaneHere } from './world/control-plane.ts';
import { blocksOf } from './world/how-to.ts';
import { build, MAIN_FILE, plimsoll } from './world/program.ts';
import { stillRunning } from './world/world.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/evidence-from-ci/', import.meta.url));
const PAGE = new URL('../../docs/how-to/evidence-from-ci.md', import.meta.url);
const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

let root: string;
let dir: string;
const path = (...parts: readonly string[]) => join(dir, ...parts);
const evidence = (name = '') => path('.plimsoll', 'evidence', name);

const shell = (script: string, env: Record<string, string> = {}) =>
  execa('sh', ['-ec', script], {
    ...{ cwd: dir, all: true, reject: false, stdin: 'ignore' },
    env: { PATH: `${join(root, 'bin')}:${process.env.PATH ?? ''}`, ...env },
  });
const git = async (...args: readonly string[]) => (await execa('git', [...AUTHOR, '-C', dir, ...args])).stdout;
const head = () => git('rev-parse', 'HEAD');

beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-evidence-'));
  dir = join(root, 'hello');
  await mkdir(join(root, 'bin'));
  await writeFile(join(root, 'bin', 'plimsoll'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN_FILE}' "$@"\n`);
  await chmod(join(root, 'bin', 'plimsoll'), 0o755);
  await cp(EXAMPLE, dir, { recursive: true });
  expect((await shell('./make-keys.sh')).exitCode).toBe(0);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Begin');
  const plane = await ControlPlaneHere.start(dir);
  await new DemoApprover().enrol(plane.client, path('plimsoll.yaml'));
});
afterAll(async () => {
  await plimsoll(dir, 'down', '--force-leave');
  await stopDemoSites(path('.plimsoll')).catch(() => []);
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

/** What a deployment is stopped with: exit code and the code of the first error. */
async function stopped(...args: readonly string[]): Promise<readonly [number, string]> {
  const ran = await plimsoll(dir, 'deploy', '--no-wait', '-o', 'json', ...args);
  const document = JSON.parse(ran.out) as { data: { refused?: { code: string } }; errors: { code: string }[] };
  return [ran.exit, document.data.refused?.code ?? document.errors[0]?.code ?? ''];
}

it('nothing is packaged before CI has signed, and each way to be wrong is refused by name', async () => {
  expect(await stopped()).toEqual([4, 'statement-missing']);
  expect(await readdir(path('.plimsoll')).then((names) => names.includes('registry'))).toBe(false);

  expect((await shell('./ci.sh')).all).toContain('✔ review: CODE_REVIEWED');
  const [review = '', tests = ''] = (await readdir(evidence())).sort();
  const good = await readFile(evidence(tests), 'utf8');

  // Changed after it was signed.
  const { payload } = JSON.parse(good) as { payload: string };
  const forged = Buffer.from(Buffer.from(payload, 'base64').toString().replace('PASSED', 'FAILED')).toString('base64');
  await writeFile(evidence(tests), good.replace(payload, forged));
  expect(await stopped()).toEqual([4, 'signature-not-pinned']);

  // Signed by another key, of another commit, that failed.
  const sign = (...args: readonly string[]) =>
    plimsoll(dir, 'evidence', 'sign', '--kind', 'tests', '--out', evidence(tests), ...args);
  await sign('--key', path('reviews.key'), '--commit', await head());
  expect(await stopped()).toEqual([4, 'signature-not-pinned']);
  await sign('--key', path('ci.key'), '--commit', 'f'.repeat(40));
  expect(await stopped()).toEqual([4, 'statement-for-another-commit']);
  await writeFile(path('failed.key'), '{"result":"FAILED","failedTests":["adds up"]}');
  await sign('--key', path('ci.key'), '--commit', await head(), '--predicate', path('failed.key'));
  expect(await stopped()).toEqual([4, 'tests-not-passed']);
  await writeFile(path('failed.key'), '{"result":"PASSED","finishedOn":"2020-01-01T00:00:00Z"}');
  await sign('--key', path('ci.key'), '--commit', await head(), '--predicate', path('failed.key'));
  expect(await stopped()).toEqual([4, 'statement-too-old']);
  expect((await plimsoll(dir, 'evidence', 'check', '--commit', await head())).exit).toBe(4);

  // All is signed, and the command that is run here says no.
  await writeFile(evidence(tests), good);
  await writeFile(path('tests', 'unit.js'), "console.log('one does not add up');\nprocess.exitCode = 1;\n");
  await git('commit', '--quiet', '--all', '--message', 'Break a test');
  await sign('--key', path('ci.key'), '--commit', await head());
  const { exitCode } = await shell(
    'plimsoll evidence sign --kind review --key reviews.key --commit "$(git rev-parse HEAD)" --verifier https://reviews.acme.test --property CODE_REVIEWED',
  );
  expect(exitCode).toBe(0);
  const failed = await plimsoll(dir, 'deploy', '--no-wait', '-o', 'json');
  const { data } = JSON.parse(failed.out) as { data: { id: string; refused: { code: string } } };
  expect([failed.exit, data.refused.code]).toEqual([4, 'verification-failed']);
  expect((await plimsoll(dir, 'logs', data.id)).out).toContain('one does not add up');
  await git('reset', '--quiet', '--hard', 'HEAD~1');

  await writeFile(evidence(tests), good);
  await rm(evidence(review));
  // The review of the broken commit still lies there.
  expect(await stopped()).toEqual([4, 'statement-for-another-commit']);
});

it('what is shown goes to the approver, and the provenance of what was packaged can be had and checked', async () => {
  await shell('./ci.sh');
  const ran = await plimsoll(dir, 'deploy', '--no-wait', '-o', 'json');
  const { data } = JSON.parse(ran.out) as { data: { id: string; verified: readonly string[] } };
  expect([ran.exit, data.verified.length]).toEqual([6, 3]);

  expect((await plimsoll(dir, 'status', data.id)).out).toMatch(/verified {3}tests: PASSED · signed by sha256:/);
  expect((await plimsoll(dir, 'report', data.id, '--kind', 'staging')).out).toContain('Provenance of app: sha256:');
  const page = blocksOf(await readFile(PAGE, 'utf8')).filter(({ text }) => text.includes('artifact'));
  expect(page.length).toBe(1);
  for (const { text } of page) {
    const shown = await shell(text, { DEPLOYMENT: data.id });
    expect([shown.exitCode, shown.all]).toEqual([0, shown.all]);
    expect(shown.all).toContain('provenance  good: sha256:');
  }
  // By its public key alone, as anybody would.
  const pem = await readFile(path('control-plane.pub'), 'utf8');
  expect(pem).toContain('BEGIN PUBLIC KEY');
  const envelope = JSON.parse(await readFile(path('provenance.json'), 'utf8')) as Record<string, string>;
  const { subject } = JSON.parse(Buffer.from(envelope.payload ?? '', 'base64').toString()) as {
    subject: { digest: { sha256: string } }[];
  };
  expect(JSON.stringify(data)).toContain(`app@sha256:${subject[0]?.digest.sha256}`);
});

it('every command of the page works as it is written', async () => {
  const blocks = blocksOf(await readFile(PAGE, 'utf8')).filter(({ text }) => !text.includes('artifact'));
  expect(blocks.length).toBe(3);
  // The page begins with a fresh pair: the review is asked for by the example alone.
  const config = await readFile(path('plimsoll.yaml'), 'utf8');
  await writeFile(
    path('plimsoll.yaml'),
    config.replace(/ {2}- statement: "https:\/\/in-toto.io\/attestation\/svr[\s\S]*?\]\n {2}- \{ run/, '  - { run'),
  );
  for (const { text, exit } of blocks) {
    const ran = await shell(text);
    expect([text, ran.exitCode, ran.all]).toEqual([text, exit, ran.all]);
  }
});
