import { describe, expect, it } from 'vitest';
import { anOpening, aRelease, NOON } from '../../testing/builders.ts';
import { aSuccessor, type Journey, journeyOf } from '../../testing/journey.ts';
import type { DeploymentEvent } from '../deployment/event.ts';
import { evolve } from '../deployment/evolve.ts';
import type { Deployment } from '../deployment/state.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { ALL_KINDS, isMeant, patternFault, QUIET } from './kind.ts';
import type { Notice } from './notice.ts';
import { noticesOf } from './notices-of.ts';

/** What is told of a command in a world. */
function toldOf(here: Journey, told: Parameters<Journey['when']>[0]): readonly Notice[] {
  const { decision } = here.when(told);
  if (isRefusal(decision)) throw new Error(decision.message);
  let before: Deployment | null = here.world.deployment;
  return decision.deployment.flatMap((event, index) => {
    const after: Deployment = evolve(before, event);
    const notices = noticesOf({ seq: index + 1, event, before, after });
    before = after;
    return notices;
  });
}

const kinds = (notices: readonly Notice[]): readonly string[] => notices.map(({ kind }) => kind);

describe('a rollback', () => {
  it('in the bake is an issue that was detected too', () => {
    const here = aSuccessor().upTo('baking').wait(90_000);

    const [issue, rollback] = toldOf(here, { type: 'RollbackDeployment', reason: 'users complain' });

    expect([issue?.kind, rollback?.kind]).toEqual(['issue.detected', 'rollback.started']);
    expect(issue).toMatchObject({ signal: 'ISSUE_DETECTED', said: 'users complain', span: { name: 'bake' } });
    expect((issue?.span?.to ?? 0) - (issue?.span?.from ?? 0)).toBeGreaterThanOrEqual(90_000);
  });

  it('of a stage names the stage that it cut short, its weight and what it goes back to', () => {
    const here = aSuccessor().upTo('rolling-out').step().step().wait(60_000);

    const [notice, ...more] = toldOf(here, { type: 'RollbackDeployment', reason: 'no' });

    expect(more).toEqual([]);
    expect(notice).toMatchObject({
      kind: 'rollback.started',
      title: 'checkout 1.1 → 1.2 is being rolled back on production',
      facts: [{ name: 'cause', text: 'person' }, { name: 'weight' }, { name: 'back to', text: '1.1' }],
    });
  });

  it('that is finished tells how long it took, and who is waited for', () => {
    const here = aSuccessor().upTo('baking').say({ type: 'RollbackDeployment', reason: 'no' }).upTo('rolled-back');
    const last = here.world.deployment;
    if (last?.phase !== 'rolled-back') throw new Error('it was not rolled back');
    const event: DeploymentEvent = {
      type: 'RolledBack',
      ...{ cause: last.cause, trafficBackAt: last.trafficBackAt, verifiedAt: last.verifiedAt },
      ...{ remindAt: last.remindAt, at: last.rolledBackAt },
    };

    const [notice] = noticesOf({ seq: 1, event, before: last, after: last });

    expect(notice?.facts.map(({ name }) => name)).toEqual(['traffic back after', 'verified after', 'target']);
    expect(notice?.waitsFor).toEqual({ what: 'after-rollback', until: null });
  });
});

describe('a request for approval', () => {
  it('tells five numbers, until when there is time, and where it is answered', () => {
    const here = aSuccessor().upTo('awaiting-approval');
    const after = here.world.deployment;
    if (after?.phase !== 'awaiting-approval') throw new Error('it does not wait');
    const event = { type: 'ApprovalRequested', deadline: after.deadline, at: after.askedAt } as const;

    const [notice] = noticesOf({ seq: 1, event, before: after, after });

    expect(notice).toMatchObject({
      kind: 'approval.requested',
      path: '/d/dep_2/approve',
      waitsFor: { what: 'production-promotion', until: after.deadline },
    });
    expect(notice?.facts.map(({ name }) => name)).toEqual([
      ...['tests', 'latency p99', 'findings', 'rehearsed back in', 'expires in'],
    ]);
    expect(notice?.facts.find(({ name }) => name === 'latency p99')?.text).toBe('not tested');
  });
});

describe('what is told of an event', () => {
  it('follows from the record alone: told again it is the same', () => {
    const here = aSuccessor().upTo('rolling-out').step().step();
    const told = { type: 'HoldDeployment', reason: 'look first' } as const;

    expect(toldOf(here, told)).toEqual(toldOf(here, told));
    expect(kinds(toldOf(here, told))).toEqual(['hold.placed']);
  });

  it('keeps the words of others apart from ours', () => {
    const here = aSuccessor().upTo('rolling-out').step().step();

    const [notice] = toldOf(here, { type: 'HoldDeployment', reason: '<!channel> look' });

    expect(notice?.said).toContain('<!channel> look');
    expect(JSON.stringify([notice?.title, notice?.facts])).not.toContain('channel');
  });

  it('of the first release names nothing that served before', () => {
    const release = aRelease('1');
    const here = journeyOf(anOpening('dep_1', release), release).upTo('awaiting-approval');
    const after = here.world.deployment as Deployment;

    const [notice] = noticesOf({
      seq: 1,
      event: { type: 'ApprovalRequested', deadline: NOON, at: NOON },
      before: after,
      after,
    });

    expect(notice?.from).toBeNull();
    expect(notice?.title).toBe('checkout 1.1 waits for approval on production');
  });
});

describe('a pattern', () => {
  it.each(ALL_KINDS)('may be the name %s', (kind) => {
    expect(patternFault(kind)).toBeNull();
    expect(ALL_KINDS.filter((one) => isMeant(kind, one))).toEqual([kind]);
  });

  it('may be a family, or everything', () => {
    expect(ALL_KINDS.filter((kind) => isMeant('rollback.*', kind))).toEqual([
      ...['rollback.started', 'rollback.failed', 'rollback.finished', 'rollback.reminder'],
    ]);
    expect(ALL_KINDS.every((kind) => isMeant('*', kind))).toBe(true);
    expect(QUIET.map(patternFault)).toEqual(QUIET.map(() => null));
  });

  it.each([
    ['rolback.*', 'write  rollback.*'],
    ['approval.request', 'write  approval.requested'],
    ['nothing.like.this', 'write a name such as approval.requested, a family such as "rollback.*", or "*"'],
    ['rollback*', 'write  rollback.*'],
  ])('that means nothing is refused with what is near: %s', (pattern, remedy) => {
    expect(patternFault(pattern)?.remedy).toBe(remedy);
  });
});
