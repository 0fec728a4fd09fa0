import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignedStatement } from '../core/evidence/statement.ts';
import { hours, minutes } from '../core/kernel/duration.ts';
import type { Digest } from '../core/kernel/id.ts';
import { later } from '../core/kernel/instant.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { FROM_REGISTRY } from '../core/unit/verification.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { aDigest, NOON } from '../testing/builders.ts';
import {
  aCommandRequirement,
  aProvenanceRequirement,
  aProvenanceStatement,
  aTestsRequirement,
  aTestsStatement,
} from '../testing/evidence.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
});
afterEach(async () => {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
});

const asking = (changes: Partial<UnitSpec> = {}): UnitSpec =>
  aQuickUnit({ verification: [aTestsRequirement(), aCommandRequirement()], ...changes });

const lying = (...signed: readonly SignedStatement[]): void => {
  bench.machine.statements = () => ({ signed, unfit: [] });
};

const acts = (): readonly string[] => bench.machine.calls.map(({ act }) => act);

describe('a unit that asks for verified code', () => {
  it('packages nothing without a statement, and says which is missing', async () => {
    await bench.life.open('dep_1', '1', asking());
    await bench.life.until('dep_1', 'packaging-failed', minutes(1));

    const stopped = bench.life.deployment('dep_1');
    expect(stopped).toMatchObject({ refused: { code: 'statement-missing' }, release: null });
    expect(stopped.entry?.results[0]).toMatchObject({ accepted: null, unfit: { code: 'statement-missing' } });
    expect(acts().filter((act) => act.startsWith('builder') || act.startsWith('registry'))).toEqual([]);
  });

  it('packages nothing when a command over the source fails', async () => {
    lying(aTestsStatement());
    bench.machine.checks = ({ kind }) => kind !== 'verification';
    await bench.life.open('dep_1', '1', asking());
    await bench.life.until('dep_1', 'packaging-failed', minutes(1));

    expect(bench.life.deployment('dep_1')).toMatchObject({ refused: { code: 'verification-failed' } });
    expect(acts()).not.toContain('builder.build');
  });

  it('goes all the way when everything is shown, and what was shown stands in the evidence that is approved', async () => {
    lying(aTestsStatement());
    await bench.serving(asking());

    const done = bench.life.deployment('dep_1');
    if (!('evidence' in done)) throw new Error('no evidence');
    expect(done.evidence.entry?.results).toMatchObject([
      { kind: 'statement', accepted: { claim: { predicate: 'tests' } } },
      { kind: 'command', run: 'npm test', outcome: { passed: true } },
    ]);
    expect(done.evidence.provenance).toMatchObject([{ artifact: 'app' }]);
    expect(acts().indexOf('checks.run')).toBeLessThan(acts().indexOf('builder.build'));
  });

  it('takes no statement of other artifacts than were built', async () => {
    lying(aProvenanceStatement());
    await bench.life.open('dep_1', '1', aQuickUnit({ verification: [aProvenanceRequirement()] }));
    await bench.life.until('dep_1', 'packaging-failed', minutes(1));

    expect(bench.life.deployment('dep_1')).toMatchObject({ refused: { code: 'statement-for-other-artifacts' } });
  });

  it('does not reach production when its statement grew too old while it waited for a person', async () => {
    lying(aTestsStatement({ madeAt: later(NOON, hours(-23)) }));
    await bench.life.open('dep_1', '1', asking());
    await bench.life.until('dep_1', 'awaiting-approval', minutes(1));
    await bench.clock.advance(hours(2));
    await bench.life.approve('dep_1');
    await bench.life.until('dep_1', 'packaging-failed', minutes(1));

    expect(bench.life.deployment('dep_1')).toMatchObject({ refused: { code: 'statement-too-old' } });
    expect(await bench.life.events('dep_1')).toContain('DeploymentReturned');
    expect(acts().filter((act) => act === 'target.prepare').length).toBeGreaterThan(0);
    expect(
      bench.machine.calls.some(({ act, site }) => act === 'target.prepare' && site === 'checkout/production'),
    ).toBe(false);
  });
});

describe('a statement that is to lie beside what is built', () => {
  const beside = (): UnitSpec => aQuickUnit({ verification: [aProvenanceRequirement({ from: FROM_REGISTRY })] });
  const digestOf = () => bench.life.deployment('dep_1').release?.artifacts[0]?.digest ?? aDigest('0');

  it('is looked for once that is built, and without it nothing reaches staging', async () => {
    await bench.life.open('dep_1', '1', beside());
    await bench.life.until('dep_1', 'packaging-failed', minutes(1));

    expect(bench.life.deployment('dep_1')).toMatchObject({ refused: { code: 'statement-missing' } });
    expect(acts()).toContain('builder.build');
    expect(acts()).not.toContain('target.prepare');
  });

  it('is taken when it is signed for just that, and our own provenance is never taken for it', async () => {
    const seen: string[] = [];
    Object.assign(bench.machine.drivers.statements, {
      read: (_: unknown, found: readonly { text: string }[]) => {
        seen.push(...found.map(({ text }) => text));
        const sha256 = found[0]?.text.slice('sha256:'.length) ?? '';
        return {
          signed: found.length === 0 ? [] : [aProvenanceStatement({ subjects: [{ name: 'app', digest: { sha256 } }] })],
          unfit: [],
        };
      },
    });
    const store = bench.machine.drivers.statementStore('checkout', { type: 'local' });
    const { beside: kept } = store;
    // Somebody attached one to whatever was built.
    Object.assign(store, {
      beside: async (unit: string, artifact: Digest, signal: AbortSignal) => [
        artifact,
        ...(await kept(unit, artifact, signal)),
      ],
    });
    await bench.life.open('dep_1', '1', beside());
    await bench.life.until('dep_1', 'awaiting-approval', minutes(5));

    expect(new Set(seen)).toEqual(new Set([digestOf()]));
  });
});

describe('provenance', () => {
  it('is signed and kept for each artifact, once, however often the engine is killed while it packages', async () => {
    let kills = 2;
    bench.machine.afterwards = ({ act }) => {
      if (act !== 'registry.push' || kills === 0) return;
      kills -= 1;
      bench.life.kill();
      void bench.life.start();
    };
    await bench.life.open('dep_1', '1', aQuickUnit());
    await bench.life.until('dep_1', 'awaiting-approval', minutes(5));

    const { entry, provenance } = bench.life.deployment('dep_1');
    expect(entry).toBeUndefined();
    expect(provenance).toHaveLength(1);
    const { release } = bench.life.deployment('dep_1');
    const digest = release?.artifacts[0]?.digest ?? aDigest('0');
    const store = bench.machine.drivers.statementStore('checkout', { type: 'local' });
    const kept = await store.beside('checkout', digest, new AbortController().signal);
    expect(kept).toHaveLength(1);
  });

  it('that is gone keeps the release from staging', async () => {
    // A disk that loses what was stored, before anybody reads it again.
    Object.assign(bench.machine.drivers.statementStore('checkout', { type: 'local' }), {
      keep: async () => aDigest('0'),
    });
    await bench.life.open('dep_1', '1', aQuickUnit());
    await bench.life.until('dep_1', 'staging-failed', minutes(1));

    expect(bench.life.deployment('dep_1')).toMatchObject({ problem: expect.stringContaining('no provenance of app') });
    expect(acts()).not.toContain('target.prepare');
  });
});
