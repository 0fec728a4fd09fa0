import { describe, expect, it } from 'vitest';
import { seconds } from '../../core/kernel/duration.ts';
import { anEffect, LASTING, PASSING } from '../conformance/workspace.ts';
import { instantBuilder, instantChecks, instantSource } from './instant-packaging.ts';
import { memoryRegistry } from './memory-registry.ts';

const spec = { name: 'app', kind: 'files', path: 'app', run: null } as const;
const aBuild = (commit: string) => ({ spec, sourceDir: 'source', outDir: 'out', version: '1', commit });
const aCheck = {
  kind: 'smoke',
  spec: { run: 'true', timeout: seconds(1), junit: null },
  workDir: '.',
  env: {},
} as const;
const stopped = { signal: AbortSignal.abort() };

// The suites of these ports are about commands that run and git that answers: what is left here without them is this.
describe('packaging without commands', () => {
  it('builds the same bytes of the same commit, others of another, as a registry takes them', async () => {
    const builder = instantBuilder();
    const [one, again] = [
      await builder.build(aBuild('a'), anEffect('1')),
      await builder.build(aBuild('a'), anEffect('2')),
    ];
    const other = await builder.build(aBuild('b'), anEffect('3'));

    expect(again.digest).toBe(one.digest);
    expect(other.digest).not.toBe(one.digest);
    const stored = await memoryRegistry({ read: builder.read }).push(other, 'checkout', '1', anEffect('4'));
    expect(stored.digest).toBe(other.digest);
    await expect(builder.build(aBuild('a'), anEffect('5', stopped))).rejects.toMatchObject(PASSING);
    await expect(builder.read('never')).rejects.toMatchObject(LASTING);
  });

  it('checks as it is told, the same effect once, and refuses a lower epoch', async () => {
    const said = [true, false];
    const checks = instantChecks(() => said.shift() ?? true);

    expect(await checks.run(aCheck, anEffect('1', { epoch: 2 }))).toMatchObject({ kind: 'smoke', passed: true });
    expect(await checks.run(aCheck, anEffect('1', { epoch: 2 }))).toMatchObject({ passed: true });
    expect(await checks.run(aCheck, anEffect('2', { epoch: 2 }))).toMatchObject({ passed: false });
    await expect(checks.run(aCheck, anEffect('3', { epoch: 1 }))).rejects.toMatchObject(LASTING);
    await expect(checks.run(aCheck, anEffect('3', stopped))).rejects.toMatchObject(PASSING);
  });

  it('has every commit, and says of their order what it is told', async () => {
    const source = instantSource((ancestor) => (ancestor === 'b' ? 'not-descendant' : 'descendant'));

    expect(await source.checkout({ dir: '.', commit: 'a', dirty: false, outDir: 'out' }, anEffect('1'))).toBe('out/a');
    expect(await source.ancestry('.', 'a', 'a')).toBe('same');
    expect(await source.ancestry('.', 'a', 'c')).toBe('descendant');
    expect(await source.ancestry('.', 'b', 'c')).toBe('not-descendant');
  });
});
