import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADA, NOON } from '../../testing/builders.ts';
import { aCountedPlan, aMeasuredPlan, aMeasuredRollout } from '../../testing/measured-rollout.ts';
import type { DeploymentEvent } from '../deployment/event.ts';
import { seconds } from '../kernel/duration.ts';
import { later } from '../kernel/instant.ts';
import { measuredCourse } from './canary-course.ts';
import type { Course } from './course.ts';
import { follow, openCourse } from './follow-course.ts';
import { MOST_POINTS } from './points.ts';

const healthy = () => 0.0025;
const courseOf = (
  measured: ReturnType<typeof aMeasuredRollout>,
  events: readonly DeploymentEvent[] = [],
  over = false,
  plan = aCountedPlan,
) => {
  const course = measuredCourse(plan, measured, events, over);
  if (course === null) throw new Error('nothing was measured');
  return course;
};
const gate = ({ courses }: { courses: readonly Course[] }, text = 'error_rate < 1%'): Course => {
  const found = courses.find((course) => course.gate === text);
  if (found === undefined) throw new Error(`no course of ${text}`);
  return found;
};
const at = (second: number) => later(NOON, seconds(second));

describe('the course of a rollout', () => {
  it('is none before anything was measured', () => {
    expect(measuredCourse(aMeasuredPlan, [], [], false)).toBeNull();
  });

  it('has each gate and trigger with what the judge knows at the end of each stretch', () => {
    const course = courseOf(
      aMeasuredRollout({ seconds: 120, failing: healthy, isTimed: true }),
      [],
      false,
      aMeasuredPlan,
    );

    expect(course.courses.map(({ gate: text }) => text)).toEqual([
      'error_rate < 1%',
      'latency_p99 < baseline * 1.5',
      'success_rate > 98%',
      'error_rate > 2%',
      'latency_p99 > 800ms',
    ]);
    const { points, stands } = gate(course);
    const last = points.at(-1);
    expect(points).toHaveLength(24);
    expect(stands?.state).toBe('collecting');
    expect(last?.limit).toBe(0.01);
    expect(last?.observed).toBeGreaterThan(last?.low ?? 1);
    expect(last?.observed).toBeLessThan(last?.high ?? 0);
  });

  it('says on which side a gate is broken: a trigger says the breach itself', () => {
    const course = courseOf(
      aMeasuredRollout({ seconds: 10, failing: healthy, isTimed: true }),
      [],
      false,
      aMeasuredPlan,
    );

    expect(course.courses.map(({ breach }) => breach)).toEqual(['above', 'above', 'below', 'above', 'above']);
  });

  it('ends its axis where the stage ends as planned, and at what is known once it is over', () => {
    const measured = aMeasuredRollout({ seconds: 300, failing: healthy });

    expect(courseOf(measured).until).toBe(at(1_200));
    expect(courseOf(measured, [], true).until).toBe(at(300));
  });

  it('tells silence from zero: what was not heard is neither measured nor none', () => {
    const measured = aMeasuredRollout({
      seconds: 60,
      failing: healthy,
      isSilent: (second) => second >= 20 && second < 40,
    });

    const { points } = gate(courseOf(measured));
    expect(points.map(({ silent }) => silent)).toEqual([0, 0, 0, 0, 5, 5, 5, 5, 0, 0, 0, 0]);
    expect(points[4]?.most).toBeNull();
  });

  it('keeps time in which nobody recorded apart', () => {
    const measured = aMeasuredRollout({
      seconds: 60,
      failing: healthy,
      isAway: (second) => second >= 23 && second < 40,
    });

    const ends = gate(courseOf(measured)).points.map((point) => [(point.at - NOON) / 1_000, point.seconds]);
    expect(ends).toEqual([
      [5, 5],
      [10, 5],
      [15, 5],
      [20, 5],
      [23, 3],
      [45, 5],
      [50, 5],
      [55, 5],
      [60, 5],
    ]);
  });

  it('spreads what was recorded at once over the time that it was measured in', () => {
    const measured = aMeasuredRollout({ seconds: 60, failing: healthy }).map((one) => ({ ...one, at: at(60) }));

    expect(gate(courseOf(measured)).points.map((point) => (point.at - NOON) / 1_000)).toEqual(
      Array.from({ length: 12 }, (_, index) => (index + 1) * 5),
    );
  });

  it('never has more points than a screen tells apart, and keeps the extremes of what it joins', () => {
    const burst = (second: number) => (second === 777 ? 1 : 0);
    const { points } = gate(courseOf(aMeasuredRollout({ seconds: 3_600, failing: burst })));

    expect(points.length).toBeLessThanOrEqual(MOST_POINTS);
    expect(points.filter(({ most }) => (most ?? 0) > 0.15)).toHaveLength(1);
    expect(points.reduce((sum, { requests }) => sum + requests, 0)).toBe(3_600 * 40);
    expect(points.reduce((sum, point) => sum + point.seconds, 0)).toBe(3_600);
  });

  it('is the same whether it is followed record by record or all at once', () => {
    const measured = aMeasuredRollout({ seconds: 400, failing: healthy });
    fc.assert(
      fc.property(fc.array(fc.nat(measured.length), { maxLength: 6 }), (cuts) => {
        const following = openCourse(aCountedPlan);
        const ends = [...new Set([0, ...cuts, measured.length])].toSorted((one, other) => one - other);
        for (const [index, end] of ends.entries()) follow(following, measured.slice(ends[index - 1] ?? 0, end));
        const whole = openCourse(aCountedPlan);
        follow(whole, measured);

        expect([...following.courses.values()]).toEqual([...whole.courses.values()]);
      }),
      { numRuns: 5, seed: 1 },
    );
  });

  it('has what was done: weights, questions, rollbacks, and holds with their end', () => {
    const measured = aMeasuredRollout({ seconds: 30, failing: healthy });
    const hold = { reason: 'person', since: at(5), by: ADA, note: 'looking' } as const;
    const cause = { kind: 'person', text: 'enough', verdict: null, by: ADA, at: at(20) } as const;
    const events = [
      { type: 'HoldPlaced', hold, at: at(5) },
      { type: 'HoldLifted', reason: 'person', by: ADA, note: '', at: at(9) },
      { type: 'HoldPlaced', hold, at: at(12) },
      { type: 'RollbackStarted', cause, at: at(20) },
    ] as unknown as readonly DeploymentEvent[];

    const course = courseOf(measured, events, true);
    expect(course.holds.map(({ from, to }) => [from, to])).toEqual([
      [at(5), at(9)],
      [at(12), at(20)],
    ]);
    expect(course.marks).toEqual([{ at: at(20), kind: 'rollback', text: 'rollback: person' }]);
  });
});
