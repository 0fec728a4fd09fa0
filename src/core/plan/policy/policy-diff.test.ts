import { describe, expect, it } from 'vitest';
import { aBlueGreen, anEnvironment, anErrorRateTrigger, aUnitSpec } from '../../../testing/builders.ts';
import { aCommandRequirement, aTestsRequirement } from '../../../testing/evidence.ts';
import type { Trigger } from '../../gate/gate.ts';
import { hours, minutes } from '../../kernel/duration.ts';
import type { CheckpointPolicy, UnitSpec } from '../../unit/unit.ts';
import type { VerificationRequirement } from '../../unit/verification.ts';
import type { WindowPolicy, WindowSource } from '../../window/window.ts';
import { canonical } from '../canonical.ts';
import { policyChanges, refuseWeaker } from './policy-diff.ts';
import { type Protection, protectionOf } from './protection.ts';

const protectedBy = (changes: Partial<UnitSpec> = {}): Protection => protectionOf(aUnitSpec(changes), 'production');
const base = protectedBy();

const verified = (...verification: readonly VerificationRequirement[]): Protection => protectedBy({ verification });

const promotion = (changes: Partial<CheckpointPolicy>): Protection => {
  const { checkpoints } = aUnitSpec();
  return protectedBy({
    checkpoints: { ...checkpoints, productionPromotion: { ...checkpoints.productionPromotion, ...changes } },
  });
};
const windows = (sources: readonly WindowSource[], changes: Partial<WindowPolicy> = {}): Protection =>
  protectedBy({ windows: { onOpen: 'hold', lookahead: 'whole-run', sources, ...changes } });
const rollback = (changes: Partial<UnitSpec['rollback']>): Protection =>
  protectedBy({ rollback: { ...aUnitSpec().rollback, ...changes } });
const production = (changes: Parameters<typeof anEnvironment>[1]): Protection =>
  protectedBy({
    environments: { staging: anEnvironment('staging'), production: anEnvironment('production', changes) },
  });
const triggers = (...all: UnitSpec['rollback']['triggers']): Protection => rollback({ triggers: all });

const timezone = 'Europe/Berlin';
const cron = (duration = hours(4), text = '0 17 * * 1-5'): WindowSource => ({
  ...{ kind: 'cron', name: 'evening', cron: text, duration, timezone },
});
const dates = (from: string, to: string): WindowSource => ({ kind: 'dates', name: 'freeze', from, to, timezone });
const rule = (changes: Partial<Extract<WindowSource, { kind: 'rrule' }>> = {}): WindowSource => ({
  ...{ kind: 'rrule', name: 'weekend', rrule: 'FREQ=WEEKLY;BYDAY=FR', starts: '2026-01-02T15:00', duration: hours(57) },
  ...{ exdates: [], rdates: [], timezone },
  ...changes,
});
const feed = (changes: Partial<Extract<WindowSource, { kind: 'ics' }>> = {}): WindowSource => ({
  ...{ kind: 'ics', name: 'company', ics: 'freeze.ics', match: '^FREEZE', refresh: minutes(15), timezone },
  ...{ staleAfter: hours(24), allowPrivate: [] },
  ...changes,
});
const aQuantity = (percent: number) => anErrorRateTrigger(percent);
const relative = (factor: number): Trigger => ({
  text: `latency_p99 > ${factor} * baseline`,
  condition: {
    ...({ kind: 'compare', metric: 'latency_p99', operator: '>' } as const),
    limit: { kind: 'baseline', factor, plus: null },
  },
});

// Each row goes from a stricter policy to a weaker one: backwards it is the other way round.
const WEAKER: readonly (readonly [what: string, path: string, strict: Protection, weak: Protection])[] = [
  ['a second person fewer', 'checkpoints.production_promotion.count', promotion({ count: 2 }), base],
  [
    'one more who may approve',
    'checkpoints.production_promotion.approvers',
    base,
    promotion({ approvers: ['person:ada', 'person:bob'] }),
  ],
  [
    'no separation from the requester',
    'checkpoints.production_promotion.separate_from',
    promotion({ separateFrom: ['requester'] }),
    base,
  ],
  [
    'a factor more that is taken',
    'checkpoints.production_promotion.factors',
    promotion({ factors: ['passkey'] }),
    base,
  ],
  [
    'a question that stays open for longer',
    'checkpoints.production_promotion.expires',
    base,
    promotion({ deadline: hours(9) }),
  ],
  ['a window fewer', 'blackouts.windows.evening', windows([cron()]), windows([])],
  ['a window that is over sooner', 'blackouts.windows.evening', windows([cron(hours(4))]), windows([cron(hours(3))])],
  [
    'a feed that may be old for longer',
    'blackouts.windows.company',
    windows([feed()]),
    windows([feed({ staleAfter: hours(48) })]),
  ],
  [
    'a feed of which fewer events count',
    'blackouts.windows.company',
    windows([feed({ match: null })]),
    windows([feed()]),
  ],
  [
    'an exception to a rule',
    'blackouts.windows.weekend',
    windows([rule()]),
    windows([rule({ exdates: ['2026-01-09T15:00'] })]),
  ],
  [
    'an extra date fewer',
    'blackouts.windows.weekend',
    windows([rule({ rdates: ['2026-05-01T00:00'] })]),
    windows([rule()]),
  ],
  [
    'a freeze that begins later',
    'blackouts.windows.freeze',
    windows([dates('2026-12-18T00:00', '2027-01-04T06:00')]),
    windows([dates('2026-12-19T00:00', '2027-01-04T06:00')]),
  ],
  ['a look at the beginning alone', 'blackouts.lookahead', base, windows([], { lookahead: 'start' })],
  ['a window that only holds', 'blackouts.on_open', windows([], { onOpen: 'rollback' }), base],
  ['a demo', 'environments.production.demo', base, production({ demo: true })],
  ['a trigger fewer', 'triggers.error_rate', base, triggers()],
  ['a trigger that fires later', 'triggers.error_rate', base, triggers(aQuantity(3))],
  [
    'a relative trigger that fires later',
    'triggers.latency_p99',
    triggers(aQuantity(2), relative(1.1)),
    triggers(aQuantity(2), relative(1.5)),
  ],
  [
    'no trigger of the strategy',
    'triggers.error_rate',
    production({ rollout: aBlueGreen({ rollbackTrigger: anErrorRateTrigger(1) }) }),
    base,
  ],
  ['health that may fail for longer', 'rollback.health_timeout', base, rollback({ healthTimeout: minutes(9) })],
  ['work that may take longer', 'rollback.deployment_timeout', base, rollback({ deploymentTimeout: hours(9) })],
  ['a way back that may take longer', 'rollback.target_time', base, rollback({ targetTime: hours(1) })],
  ['one thing fewer that must be shown of the source', 'verification', verified(aTestsRequirement()), base],
  [
    'one of several things that must be shown',
    'verification',
    verified(aTestsRequirement(), aCommandRequirement()),
    verified(aCommandRequirement()),
  ],
  ['evidence that may be older', 'evidence_max_age', base, protectedBy({ evidenceMaxAge: hours(48) })],
  [
    'gates that need not be provable',
    'verdict.underpowered',
    base,
    protectedBy({ verdict: { ...aUnitSpec().verdict, underpowered: 'accept' } }),
  ],
];

describe('a changed policy', () => {
  it.each(WEAKER)('is weaker with %s, and stricter the other way round', (_, path, strict, weak) => {
    const there = policyChanges(strict, weak);
    const back = policyChanges(weak, strict);

    expect(there.map((one) => [one.path, one.direction])).toEqual([[path, 'weakens']]);
    expect(back.map((one) => [one.path, one.direction])).toEqual([[path, 'tightens']]);
    expect([back[0]?.before, back[0]?.after]).toEqual([there[0]?.after, there[0]?.before]);
    expect(refuseWeaker(strict, weak)).toMatchObject({
      code: 'policy-weakened',
      message: expect.stringContaining(path),
    });
    expect(refuseWeaker(strict, weak)?.remedy).toContain('plimsoll policy adopt -e production');
    expect(refuseWeaker(weak, strict)).toBeNull();
  });

  const EITHER_WAY: readonly (readonly [what: string, one: Protection, other: Protection])[] = [
    ['another approver in the place of one', base, promotion({ approvers: ['person:bob'] })],
    ['a window at another time', windows([cron()]), windows([cron(hours(4), '0 9 * * 1-5')])],
    [
      'a window of another kind',
      windows([{ ...dates('2026-12-18T00:00', '2027-01-04T06:00'), name: 'evening' }]),
      windows([cron()]),
    ],
    [
      'a freeze that is moved',
      windows([dates('2026-12-18T00:00', '2026-12-20T00:00')]),
      windows([dates('2026-12-19T00:00', '2026-12-21T00:00')]),
    ],
    [
      'a window in another zone',
      windows([cron()]),
      windows([{ ...cron(), timezone: 'America/New_York' } as WindowSource]),
    ],
    ['another key', verified(aTestsRequirement()), verified(aTestsRequirement({ keys: [] }))],
    ['another command over the source', verified(aCommandRequirement()), verified(aCommandRequirement('true'))],
    ['another feed', windows([feed()]), windows([feed({ ics: 'other.ics' })])],
    [
      'a relative limit in the place of an absolute one',
      triggers(aQuantity(2), relative(2)),
      triggers(aQuantity(2), { ...relative(2), condition: { ...aQuantity(9).condition, metric: 'latency_p99' } }),
    ],
    ['another environment that it requires', base, production({ requires: 'canary' })],
    ['a rule that this release does not know', base, { ...base, quorum: 3 } as Protection],
    ['an unknown rule of a checkpoint', base, promotion({ quorum: ['sms'] } as Partial<CheckpointPolicy>)],
    ['an unknown rule of a window', windows([cron()]), windows([{ ...cron(), soft: true } as unknown as WindowSource])],
  ];

  it.each(EITHER_WAY)(
    'counts as weaker both ways with %s: what cannot be compared is not stricter',
    (_, one, other) => {
      expect(refuseWeaker(one, other)?.code).toBe('policy-weakened');
      expect(refuseWeaker(other, one)?.code).toBe('policy-weakened');
    },
  );

  it('is none when nothing changed, and while nothing is in force nothing is weaker', () => {
    for (const [, , strict, weak] of WEAKER) {
      expect(policyChanges(strict, strict)).toEqual([]);
      expect(policyChanges(weak, weak)).toEqual([]);
    }
    expect(refuseWeaker(null, base)).toBeNull();
  });

  it('is none when it comes back from the journal, where keys have another order', () => {
    for (const [, , strict] of WEAKER) expect(policyChanges(JSON.parse(canonical(strict)), strict)).toEqual([]);
  });

  it('is weaker as soon as one rule of several is', () => {
    const mixed = promotion({ count: 2, deadline: hours(9) });

    expect(policyChanges(base, mixed).map(({ direction }) => direction)).toEqual(['tightens', 'weakens']);
    expect(refuseWeaker(base, mixed)?.message).not.toContain('count');
  });
});
