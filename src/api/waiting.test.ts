import { describe, expect, it } from 'vitest';
import type { Hold } from '../core/deployment/hold.ts';
import type { Deployment } from '../core/deployment/state.ts';
import { emptySlot, type Slot } from '../core/environment/slot.ts';
import { hours, minutes, seconds } from '../core/kernel/duration.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import { ENGINE } from '../core/principal/principal.ts';
import { anOpening, aRelease, aUnitSpec, aVerdict, BOB, NOON } from '../testing/builders.ts';
import { aSuccessor, type Journey, journeyOf } from '../testing/journey.ts';
import { waitingOf } from './waiting.ts';

const iso = (at: Instant): string => new Date(at).toISOString();
const first = (): Journey => journeyOf(anOpening('dep_1', aRelease('1')), aRelease('1'));
const open = (journey: Journey): Deployment => {
  const { deployment } = journey.world;
  if (deployment === null) throw new Error('nothing is open');
  return deployment;
};
const waits = (journey: Journey, now = journey.at) => waitingOf(open(journey), now);

const canary = (): Journey => {
  let here = aSuccessor().upTo('rolling-out');
  for (let steps = 0; ; steps += 1) {
    const deployment = open(here);
    if (deployment.phase === 'rolling-out' && deployment.stage.since !== null) return here;
    if (steps > 10) throw new Error('the first stage never began');
    here = here.step();
  }
};

describe('while it is at work or over', () => {
  it.each(['packaging', 'deploying-to-staging', 'rehearsing', 'completed'] as const)(
    '%s waits for nothing',
    (phase) => {
      expect(waits(first().upTo(phase))).toBeNull();
    },
  );

  it('a stage under way waits for nothing', () => {
    expect(waits(canary())).toBeNull();
  });
});

describe('before production', () => {
  it('waits for approval: the approvers can end it, and it expires by itself', () => {
    const here = first().upTo('awaiting-approval');

    expect(waits(here)).toEqual({
      for: 'production-promotion',
      who: ['person:ada'],
      since: iso(here.at),
      until: iso(later(here.at, hours(4))),
      default: 'expires',
    });
  });

  it('waits for the slot of staging while another holds it', () => {
    const held = first().upTo('deploying-to-staging');
    const second = aRelease('2');
    const here = journeyOf(anOpening('dep_2', second), second, held.world, held.at).upTo('queued');

    expect(waitingOf(open(here), here.at, { staging: here.world.staging, production: here.world.production })).toEqual({
      for: 'the slot of staging, held by dep_1',
      who: ['dep_1'],
      since: null,
      until: null,
      default: 'goes on by itself when it is free',
    });
    expect(waits(here)).toMatchObject({ for: 'the slot of staging', who: ['the deployment that holds it'] });
  });
});

describe('approved, inside a window', () => {
  const windows = [
    { name: 'lunch', from: later(NOON, -hours(2) as never), to: later(NOON, -hours(1) as never) },
    { name: 'freeze', from: later(NOON, hours(1)), to: later(NOON, hours(3)) },
    { name: 'inventory', from: later(NOON, hours(2)), to: later(NOON, hours(5)) },
    { name: 'night', from: later(NOON, hours(8)), to: later(NOON, hours(9)) },
  ];
  const calendar = { intervals: windows, knownUntil: later(NOON, hours(24)) };
  const queued = (): Deployment => {
    const spec = aUnitSpec({ windows: { sources: [], onOpen: 'hold', lookahead: 'start' } });
    const release = aRelease('1', spec);
    const waiting = journeyOf(anOpening('dep_1', release, { spec }), release, undefined, NOON, calendar).upTo(
      'awaiting-approval',
    );
    const late = waiting.wait(hours(1) + minutes(30));
    return open(late.approve());
  };

  it('names the window that is open at that moment, not the first of the calendar', () => {
    const deployment = queued();
    expect(deployment).toMatchObject({ phase: 'queued', waitsFor: 'window' });

    expect(waitingOf(deployment, later(NOON, hours(1.5)))).toEqual({
      for: 'blackout window freeze, then inventory',
      who: ['the calendar'],
      since: iso(later(NOON, hours(1))),
      until: iso(later(NOON, hours(5))),
      default: 'goes on by itself when it is over',
    });
    expect(waitingOf(deployment, later(NOON, hours(2.5)))?.for).toBe('blackout window freeze and inventory');
    expect(waitingOf(deployment, later(NOON, hours(4)))).toMatchObject({
      for: 'blackout window inventory',
      until: iso(later(NOON, hours(5))),
    });
  });

  it('says when the approval runs out before the window is over', () => {
    const deployment = queued();
    if (deployment.phase !== 'queued' || deployment.for !== 'production') throw new Error('not queued');
    const notAfter = later(NOON, hours(2));
    const approvals = deployment.approvals.map((approval) => ({ ...approval, notAfter }));

    expect(waitingOf({ ...deployment, approvals }, later(NOON, hours(1.5)))).toMatchObject({
      until: iso(later(NOON, hours(5))),
      default: `the approval expires at ${iso(notAfter)}, then it is asked for anew`,
    });
  });

  it('says so when the calendar does not reach so far', () => {
    expect(waitingOf(queued(), later(NOON, hours(30)))).toMatchObject({
      for: 'blackout window (the calendar is not known so far)',
      until: null,
    });
  });
});

describe('approved, where production is not free', () => {
  const queued = (): Deployment => {
    const second = aRelease('2');
    const here = aSuccessor().upTo('rolling-out');
    const waiting = journeyOf(anOpening('dep_3', second), second, here.world, here.at);
    return open(waiting.upTo('queued'));
  };
  const slot = (changes: Partial<Slot>): Slot => ({ ...emptySlot('checkout', 'production'), ...changes });

  it('names who holds it, and who queued before', () => {
    const { id } = queued().opening;
    const production = slot({ holder: 'dep_2' as never, queue: ['dep_9' as never, id] });

    expect(waitingOf(queued(), NOON, { staging: slot({}), production })).toMatchObject({
      for: 'the slot of production, held by dep_2',
      who: ['dep_2', 'dep_9'],
      default: 'goes on by itself when it is free',
    });
  });

  it('names the rollback that put it on hold, and who can close that', () => {
    const hold = { reason: 'after-rollback', deployment: 'dep_1' as never, since: NOON, note: '', barred: [] } as const;

    expect(waitingOf(queued(), NOON, { staging: slot({}), production: slot({ hold }) })).toMatchObject({
      for: 'the hold on production after the rollback of dep_1',
      who: ['person:ada'],
      since: iso(NOON),
      default: 'stays held; dep_1 must be closed with a root cause',
    });
  });
});

describe('every hold there is', () => {
  const held = (reason: Hold['reason'], by: Hold['by'] = ENGINE) => {
    const deployment = open(canary());
    if (!('holds' in deployment)) throw new Error('not in production');
    return waitingOf({ ...deployment, holds: [{ reason, since: NOON, by, note: '' }] }, NOON);
  };

  it.each([
    ['judge', 'the judge'],
    ['window', 'the calendar'],
    ['person', 'system:engine'],
    ['clock-jump', 'the engine'],
    ['approval-expired', 'person:ada'],
    ['guard', 'whoever can mend it'],
  ] as const satisfies readonly (readonly [Hold['reason'], string])[])('%s is ended by %s', (reason, who) => {
    expect(held(reason)?.who[0]).toBe(who);
    expect(held(reason)?.since).toBe(iso(NOON));
    expect(held(reason)?.default).not.toBe('');
  });

  it('of an OS account is lifted by another one too, of a person by a signed-in person', () => {
    expect(held('person', { kind: 'local', name: 'os/1000' })?.who).toEqual([
      'local:os/1000',
      'any person or OS account of this machine',
    ]);
    expect(held('person', BOB)?.who).toEqual(['person:bob', 'any signed-in person']);
  });
});

describe('in production', () => {
  it('waits for a person who holds it, with their words, until they lift it', () => {
    const here = canary().say({ type: 'HoldDeployment', reason: 'looking at a graph', principal: BOB });

    expect(waits(here)).toEqual({
      for: 'hold: looking at a graph',
      who: ['person:bob', 'any signed-in person'],
      since: iso(here.at),
      until: null,
      default: 'stays held',
    });
  });

  it('tells a person’s hold before the engine’s', () => {
    const here = canary();
    const judged = here.say({
      type: 'RecordVerdict',
      phase: 'rolling-out',
      stageIndex: 0,
      verdict: aVerdict('hold', here.at),
    });
    const both = judged.say({ type: 'HoldDeployment', reason: 'wait', principal: BOB });

    expect(waits(judged)).toMatchObject({
      who: ['the judge', 'any person or OS account of this machine'],
      default: 'goes on or rolls back as the evidence says',
    });
    expect(waits(both)).toMatchObject({ for: 'hold: wait', default: 'stays held' });
  });

  it('waits for somebody to renew an approval that has expired, and rolls back when nobody does', () => {
    const deployment = open(canary());
    if (!('holds' in deployment)) throw new Error('not in production');
    const hold = { reason: 'approval-expired', since: NOON, by: ENGINE, note: 'the approval has expired' } as const;

    expect(waitingOf({ ...deployment, holds: [hold] }, NOON)).toEqual({
      for: 'hold: the approval has expired',
      who: ['person:ada'],
      since: iso(NOON),
      until: iso(later(NOON, hours(4))),
      default: 'rolls back',
    });
  });

  it('waits for the end of a window that opened meanwhile', () => {
    const deployment = open(canary());
    if (!('holds' in deployment)) throw new Error('not in production');
    const hold = { reason: 'window', since: NOON, by: ENGINE, note: 'window freeze opened' } as const;
    const calendar = {
      intervals: [{ name: 'freeze', from: NOON, to: later(NOON, hours(2)) }],
      knownUntil: later(NOON, hours(24)),
    };

    expect(waitingOf({ ...deployment, calendar, holds: [hold] }, later(NOON, minutes(5)))).toEqual({
      for: 'hold: window freeze opened',
      who: ['the calendar'],
      since: iso(NOON),
      until: iso(later(NOON, hours(2))),
      default: 'goes on by itself when it is over',
    });
  });

  it('waits for an answer to ambiguous metrics, and rolls back without one', () => {
    const here = canary();
    const asked = here.say({
      type: 'RecordVerdict',
      phase: 'rolling-out',
      stageIndex: 0,
      verdict: aVerdict('ambiguous', here.at),
    });

    expect(waits(asked)).toEqual({
      for: 'ambiguous-metrics',
      who: ['person:ada'],
      since: iso(asked.at),
      until: iso(later(asked.at, minutes(30))),
      default: 'rolls back',
    });
  });

  it('waits for whoever can mend it while a rollback does not come to an end', () => {
    const rolling = open(canary().say({ type: 'RollbackDeployment', reason: 'it smells', principal: BOB }));
    if (rolling.phase !== 'rolling-back') throw new Error('not going back');
    const attempt = { n: 5, notBefore: later(NOON, seconds(30)), lastProblem: 'the router does not answer' };

    expect(waitingOf({ ...rolling, phase: 'rollback-failed', attempt }, NOON)).toMatchObject({
      for: 'rollback: the router does not answer',
      who: ['whoever can mend it'],
      default: `tried again by itself, next at ${iso(later(NOON, seconds(30)))}`,
    });
    expect(waitingOf(rolling, NOON)).toBeNull();
  });

  it('waits for a root cause after a rollback, on hold without an end, with a reminder', () => {
    const here = canary().say({ type: 'RollbackDeployment', reason: 'it smells', principal: BOB }).upTo('rolled-back');

    expect(waits(here, later(here.at, seconds(1)))).toMatchObject({
      for: 'after-rollback',
      who: ['person:ada'],
      until: null,
      default: expect.stringMatching(/^hold; reminder at 2026-/),
    });
  });
});
