import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seconds } from '../../../core/kernel/duration.ts';
import type { Track } from '../../../core/unit/environment.ts';
import { type MetricSource, SourceTimeout } from '../../../ports/metric-source.ts';
import { countingUnit } from '../../../testing/conformance/counting-unit.ts';
import { metricSourceConformance } from '../../../testing/conformance/metric-source.ts';
import { recordLines } from '../../../testing/conformance/record-lines.ts';
import { identify } from '../../shared/process-identity.ts';
import { commandMetrics } from './index.ts';

const sourceOf = (cwd: string, run: readonly string[], timeout = seconds(5)): MetricSource =>
  commandMetrics({ name: 'command', spec: { type: 'command', run, timeout }, cwd, interval: 10 });

const node = (script: string): readonly string[] => [process.execPath, '-e', script];

const TRAITS = { begins: 'with-nothing', routes: false, missedTicks: 'in-one-sum' } as const;

metricSourceConformance('command', TRAITS, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-metrics-'));
  const unit = countingUnit();
  const lost = new Set<Track>();
  let now = 1_764_158_400;
  const write = () => writeFile(join(dir, 'records'), recordLines(unit, now, lost));
  await write();
  return {
    make: () => sourceOf(dir, ['cat', 'records']),
    tick: (served = {}) => {
      unit.serve(served);
      now += 10;
      return write();
    },
    restart: async () => unit.restart(),
    goAway: () => rm(join(dir, 'records')),
    lose: async (track) => void lost.add(track),
    tearDown: () => rm(dir, { recursive: true }),
  };
});

describe('a command', () => {
  const { signal } = new AbortController();
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'plimsoll-metrics-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const reading = (run: readonly string[], timeout = seconds(5)) => sourceOf(dir, run, timeout).read(null, signal);

  it('is read by no shell, and asked for each track by itself where an argument names it', async () => {
    const script =
      'console.log(JSON.stringify({ track: process.argv[1], requests: process.argv[2].length, errors: 0 }))';

    const [row] = await reading([...node(script), '$track', '; echo "$(id)" > owned']);

    expect(row?.tracks).toMatchObject({ stable: { requests: 22 }, candidate: { requests: 22 } });
    expect(existsSync(join(dir, 'owned'))).toBe(false);
  });

  it('inherits none of our variables but a few that every program needs', async () => {
    process.env.PLIMSOLL_TEST_TOKEN = 'hidden';
    const script = `require('fs').writeFileSync('env', Object.keys(process.env).join(' '))`;

    await reading(node(script)).catch(() => undefined);
    delete process.env.PLIMSOLL_TEST_TOKEN;

    const seen = (await readFile(join(dir, 'env'), 'utf8')).split(' ');
    expect(seen.filter((name) => !['PATH', 'HOME', 'LANG', 'TMPDIR'].includes(name))).toEqual([]);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['that fails', node('console.error("no licence"); process.exit(3)'), /ended with 3: no licence$/],
    ['that is not there', ['no-such-program'], /running no-such-program failed: ENOENT/],
    ['that prints something else', ['echo', 'hello'], /line 1 is no JSON: hello/],
    ['that prints too much', node('process.stdout.write("x".repeat(3e6))'), /prints more than 1048576 bytes/],
  ])('%s is an error of the source', async (_, run, words) => {
    await expect(reading(run)).rejects.toThrow(words);
  });

  it('that is late is a timeout, and everything it started ends with it', async () => {
    const script = `
      const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      require('fs').writeFileSync('pid', String(child.pid));
      setInterval(() => {}, 1000);`;

    await expect(reading(node(script), seconds(1))).rejects.toBeInstanceOf(SourceTimeout);

    const pid = Number(await readFile(join(dir, 'pid'), 'utf8'));
    // It was told to die; when it does is up to the system.
    await expect.poll(() => identify(pid), { timeout: 120_000 }).toBeUndefined();
  });

  it('that leaves a child behind is waited for no longer than its own end', async () => {
    const script = `
      require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      console.log('{"track":"stable","requests":1,"errors":0}');
      setTimeout(() => process.exit(0), 100);`;

    const [row] = await reading(node(script));

    expect(row?.tracks.stable).toMatchObject({ requests: 1 });
  });
});
