import { describe, expect, it } from 'vitest';
import type { ApprovalRequest, BesideQuestion } from '../../src/approval/request.ts';
import type { PlanDifference } from '../../src/core/plan/diff.ts';
import type { PolicyChange } from '../../src/core/plan/policy/change.ts';
import { isDoubtful, unknownsOf } from '../../src/web/rooms/approval/doubts.ts';
import { sheetOf } from './world/scenes.ts';
import { SCENES } from './world/stage.ts';

const request = sheetOf(SCENES.awaiting, 'production-promotion');
const { beside, power } = request;
if (beside === undefined || power?.kind !== 'known') throw new Error('nothing was looked up');
const withBeside = (part: Partial<BesideQuestion>): ApprovalRequest => ({ ...request, beside: { ...beside, ...part } });
const { beside: _, ...uninspected } = request;

describe('the evidence of an approval', () => {
  it('may be folded away where nothing of it is in doubt', () => {
    expect(unknownsOf(request)).toEqual([]);
    expect(isDoubtful(request)).toBe(false);
  });

  it.each<[string, ApprovalRequest, number]>([
    ['nothing could be inspected', uninspected, 1],
    ['it is not known whether a gate can be proven', { ...request, power: { kind: 'unknown', why: 'no traffic' } }, 1],
    ['that was not worked out', { ...request, power: null }, 1],
    [
      'a gate will hardly be proven',
      {
        ...request,
        power: {
          ...power,
          stages: power.stages.map((stage, at) => ({
            ...stage,
            gates: stage.gates.map((gate) => ({ ...gate, state: at === 1 ? ('too-few' as const) : gate.state })),
          })),
        },
      },
      0,
    ],
    [
      'it runs into a window',
      withBeside({ forecast: { ...beside.forecast, conflict: { name: 'evening-peak', from: beside.forecast.to } } }),
      0,
    ],
    ['something changed since it was planned', withBeside({ changedSince: [{} as PlanDifference] }), 0],
    [
      'the policy would change',
      withBeside({ policy: { inForce: beside.policy.inForce, changes: [{} as PolicyChange] } }),
      0,
    ],
    ['windows are not known that far', withBeside({ forecast: { ...beside.forecast, unknown: 'a feed is old' } }), 1],
  ])('is never folded away where %s', (__, doubtful, unknown) => {
    expect(isDoubtful(doubtful)).toBe(true);
    expect(unknownsOf(doubtful).length).toBe(unknown);
  });
});
