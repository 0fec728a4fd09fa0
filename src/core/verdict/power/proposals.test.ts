import { describe, expect, it } from 'vitest';
import { aStableRecord, gateOf, logNormalLatencies, oneStage } from '../../../testing/power.ts';
import { minutes } from '../../kernel/duration.ts';
import type { Weight } from '../../kernel/weight.ts';
import { gatePower, type Rollout } from './power.ts';
import { proposalText } from './power-text.ts';
import { type Proposal, proposalsFor, withProposal } from './proposals.ts';

const latencies = logNormalLatencies();

function proposed(text: string, rate: number, percent = 5) {
  const rollout: Rollout = { stages: oneStage(percent, 10, text), settings: { falsePass: 0.05, extend: 3 } };
  const [gate, stable] = [gateOf(text), aStableRecord(rate, 0.0012, latencies)];
  const proposals = proposalsFor(rollout, 0, gate, stable);
  const powerWith = (proposal: Proposal) =>
    gatePower(withProposal(rollout, 0, gate, proposal), 0, proposal.kind === 'gate' ? proposal.gate : gate, stable);
  return { proposals, powerWith, before: gatePower(rollout, 0, gate, stable) };
}

describe('what is proposed for a gate that cannot be proven', () => {
  it.each([
    ['error_rate < 1%', 1],
    ['error_rate < 1%', 4],
    ['error_rate < 0.1%', 100],
    ['error_rate < baseline * 1.5', 10],
    ['error_rate < baseline * 1.5', 100],
    ['latency_p99 < baseline * 1.1', 10],
    ['latency_p99 < baseline * 1.1', 100],
    ['latency_p99_9 < baseline * 1.1', 100],
    ['latency_p99 < 500ms', 1],
  ])('suffices, each by itself: %s at %i requests a second', (text, rate) => {
    const { proposals, powerWith, before } = proposed(text, rate);

    expect(before.state).toBe('too-few');
    expect(proposals.length).toBeGreaterThan(0);
    for (const proposal of proposals) {
      const power = powerWith(proposal);
      expect([proposalText(proposal), power.state]).toEqual([proposalText(proposal), 'enough']);
      expect(power.chanceExtended).toBeGreaterThanOrEqual(0.95);
    }
  });

  it('is the least of its kind: a minute or a percent less would not do', () => {
    const { proposals, powerWith } = proposed('error_rate < 1%', 4);
    const longer = proposals.find((one) => one.kind === 'duration');
    const heavier = proposals.find((one) => one.kind === 'weight');
    if (longer === undefined || heavier === undefined) throw new Error('not proposed');

    const lessLong = powerWith({ kind: 'duration', duration: minutes(longer.duration / 60_000 - 5) });
    const lessHeavy = powerWith({ kind: 'weight', weight: (heavier.weight - 10) as Weight });

    for (const { state, chanceExtended } of [lessLong, lessHeavy]) {
      expect(state !== 'enough' || (chanceExtended ?? 0) < 0.95).toBe(true);
    }
  });

  it('is a longer stage, more weight, a lower quantile, a wider margin or an absolute limit', () => {
    expect(proposed('latency_p99 < baseline * 1.1', 130).proposals.map(proposalText)).toEqual([
      expect.stringMatching(/^duration: \d+m$/),
      expect.stringMatching(/^weight: \d+%$/),
      'latency_p99 < baseline * 1.25',
      'latency_p95 < baseline * 1.25',
      expect.stringMatching(/^latency_p99 < \d+ms$/),
    ]);
    expect(proposed('error_rate < 1%', 4).proposals.map(proposalText)).toEqual([
      expect.stringMatching(/^duration: 1h\d+m$/),
      expect.stringMatching(/^weight: \d+%$/),
      expect.stringMatching(/^error_rate < \d%$/),
    ]);
  });
});
