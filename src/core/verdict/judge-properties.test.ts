import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absent, anyBlockOf, honest, hostile, manyGates } from '../../testing/judged-blocks.ts';
import { assess } from './assess.ts';
import type { Block } from './block.ts';
import { BUCKETS } from './histogram.ts';
import { extendFurther, holdForClockJump, judgeBlock, liftHold, nextStage, startJudge, takeBlock } from './judge.ts';
import type { JudgeState } from './judge-state.ts';
import { meanWorth } from './latency/shift.ts';
import { worth } from './ledger/capital.ts';
import { logMean } from './ledger/likelihood.ts';
import type { SparseHistogram } from './measurement.ts';
import { standingsOf } from './standing.ts';

const plan = manyGates;
const { gates, triggers } = plan;

const fold = (blocks: readonly Block[], from: JudgeState = startJudge(plan)): JudgeState =>
  blocks.reduce((state, block) => judgeBlock(state, plan, block), from);

const bits = (state: unknown): string => JSON.stringify(state);

/** Every number in a value. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

/** The e-values of the ledgers themselves, by gate and comparison. */
const ledgers = (state: JudgeState) =>
  [...state.gates.flat(), ...state.triggers].map((each) => {
    const kept = each.kind === 'sequential' ? each : null;
    return {
      absolute: kept === null || kept.absolute === null ? 0 : worth(kept.absolute),
      relative: kept === null || kept.relative === null ? 0 : worth(kept.relative),
      shift: kept === null || kept.shift === null ? 0 : meanWorth(kept.shift),
      pass: kept === null || kept.pass === null ? 0 : logMean(kept.pass),
    };
  });

describe('the judge', () => {
  it('never lets anything but finite numbers into its state or a verdict, whatever it is fed', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 40 }), (blocks) => {
        const state = fold(blocks);
        const stages = [
          state,
          nextStage(state, { ...plan, hasBaseline: false }),
          liftHold(state),
          extendFurther(state, plan),
        ];
        for (const each of stages) {
          expect(numbersIn(each).every(Number.isFinite)).toBe(true);
          const verdict = assess(each, plan);
          expect(numbersIn(verdict).every(Number.isFinite)).toBe(true);
          expect(verdict.gates.every((gate) => !/NaN|Infinity|undefined|null/.test(gate.text))).toBe(true);
          expect(verdict.gates).toHaveLength(gates.length + triggers.length + (each.split?.hold === 'held' ? 1 : 0));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('comes to the same bits when it is written and read back after any block', () => {
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 40 }), fc.nat(), (blocks, cut) => {
        const at = blocks.length === 0 ? 0 : cut % blocks.length;
        const half = fold(blocks.slice(0, at));
        const read = JSON.parse(bits(half)) as JudgeState;

        expect(read).toStrictEqual(half);
        expect(bits(fold(blocks.slice(at), read))).toBe(bits(fold(blocks)));
        expect(bits(assess(read, plan))).toBe(bits(assess(half, plan)));
      }),
      { numRuns: 150 },
    );
  });

  it('comes to the same bits in place as by copies, over stages too, and leaves what was copied as it was', () => {
    const blocks = fc.array(honest, { maxLength: 25 });
    // Two gates that read the same comparison must not share its ledgers at the next stage.
    const next = { ...plan, gates: [...gates, ...gates.slice(0, 1)] };
    fc.assert(
      fc.property(blocks, blocks, (first, then) => {
        const owned = startJudge(plan);
        for (const block of first) takeBlock(owned, plan, block);
        const copied = fold(first);
        const before = bits(copied);

        expect(bits(owned)).toBe(before);
        const stage = nextStage(owned, next);
        let copy = nextStage(copied, next);
        for (const block of then) takeBlock(stage, next, block);
        for (const block of then) copy = judgeBlock(copy, next, block);

        expect(bits(stage)).toBe(bits(copy));
        expect(bits(stage.gates.at(-1))).toBe(bits(stage.gates[0]));
        expect(bits(copied)).toBe(before);
        expect(bits(owned)).toBe(before);
      }),
      { numRuns: 40 },
    );
  });

  it('moves no e-value for an absent candidate, nor for a time in which nothing came', () => {
    const blind = anyBlockOf(absent, fc.constantFrom(1, 15), fc.constantFrom(null, 0.05)).map((block) => ({
      ...block,
      ratios: undefined,
    }));
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 30 }), fc.array(blind, { maxLength: 5 }), (blocks, nothing) => {
        const state = fold(blocks);

        expect(ledgers(fold(nothing, state))).toStrictEqual(ledgers(state));
      }),
      { numRuns: 150 },
    );
  });

  it('never thinks better of a candidate for one more error', () => {
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 20 }), honest, (blocks, last) => {
        if (last.candidate.kind !== 'counts' || last.candidate.errors >= last.candidate.requests) return;
        const before = fold(blocks);
        const worse: Block = { ...last, candidate: { ...last.candidate, errors: last.candidate.errors + 1 } };
        const [good, bad] = [ledgers(judgeBlock(before, plan, last)), ledgers(judgeBlock(before, plan, worse))];
        // Gate 2 asks for errors, so for it alone an error is good news.
        for (const index of [0, 1, 3, 4, 5, 6, 7, 8, 18, 19]) {
          const [one, other] = [good[index], bad[index]];
          if (one === undefined || other === undefined) throw new Error('a ledger is missing');
          expect(other.absolute).toBeGreaterThanOrEqual(one.absolute);
          expect(other.pass).toBeLessThanOrEqual(one.pass);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never thinks better of a candidate for one slower request', () => {
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 20 }), honest, (blocks, last) => {
        const { candidate } = last;
        if (candidate.kind !== 'counts' || candidate.latency?.kind !== 'own') return;
        const [fastest, ...others] = candidate.latency.counts;
        if (fastest === undefined || fastest[1] === 0) return;
        const rest = fastest[1] === 1 ? others : [[fastest[0], fastest[1] - 1] as const, ...others];
        const slowest = rest.at(-1);
        const slower: SparseHistogram =
          slowest !== undefined && slowest[0] === BUCKETS - 1
            ? [...rest.slice(0, -1), [slowest[0], slowest[1] + 1]]
            : [...rest, [BUCKETS - 1, 1]];
        const before = fold(blocks);
        const worse: Block = { ...last, candidate: { ...candidate, latency: { kind: 'own', counts: slower } } };
        const [good, bad] = [ledgers(judgeBlock(before, plan, last)), ledgers(judgeBlock(before, plan, worse))];
        for (const [index, one] of good.entries()) {
          const other = bad[index];
          if (other === undefined) throw new Error('a ledger is missing');
          expect(other.absolute).toBeGreaterThanOrEqual(one.absolute);
          expect(other.shift).toBeGreaterThanOrEqual(one.shift);
          expect(other.pass).toBeLessThanOrEqual(one.pass);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stands in the numbered verdict as in the cheap one', () => {
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 40 }), (blocks) => {
        const state = holdForClockJump(fold(blocks));
        const { state: verdict, reason } = assess(state, plan);

        expect(standingsOf(state, plan).stage).toEqual({ state: verdict, reason });
      }),
      { numRuns: 100 },
    );
  });
});
