import type { DeploymentEvent } from '../deployment/event.ts';
import { type Instant, instant } from '../kernel/instant.ts';
import type { Plan } from '../plan/plan.ts';
import { assess } from '../verdict/assess.ts';
import type { Judging } from '../verdict/judging.ts';
import type { CanaryCourse, Course } from './course.ts';
import { type Following, follow, type Measured, openCourse, openPoints } from './follow-course.ts';
import { holdsOf, marksOf } from './marks.ts';

/** The course of a rollout as far as it was followed; null before anything was measured. `isOver`: nothing more will be. */
export function courseSoFar(
  following: Following,
  events: readonly DeploymentEvent[],
  isOver: boolean,
): CanaryCourse | null {
  const { begin, judging, end } = following;
  if (begin === null || judging === null) return null;
  const open = new Map(
    openPoints(following).map(({ growing, point }) => [growing.written + growing.gate, { growing, point }]),
  );
  const verdicts = new Map(assess(judging.judge, judging.plan).gates.map((verdict) => [verdict.gate, verdict]));
  const begun = [...open].flatMap(([key, { growing }]) =>
    following.courses.has(key) ? [] : [[key, growing] as const],
  );
  const courses = [...following.courses, ...begun].map(([key, { written, points, ...named }]): Course => {
    const verdict = verdicts.get(written);
    const last = open.get(key)?.point;
    return {
      ...named,
      stands: verdict === undefined ? null : { state: verdict.state, reason: verdict.reason, text: verdict.text },
      points: last === undefined ? points : [...points, last],
    };
  });
  return {
    from: begin,
    now: end,
    until: isOver ? end : plannedEnd(judging, end),
    courses,
    marks: marksOf(events),
    holds: holdsOf(events),
  };
}

/** The course of a rollout, from all that was measured of it. */
export function measuredCourse(
  plan: Plan,
  measured: readonly Measured[],
  events: readonly DeploymentEvent[],
  isOver: boolean,
): CanaryCourse | null {
  const following = openCourse(plan);
  follow(following, measured);
  return courseSoFar(following, events, isOver);
}

/** What is left of the stage as planned; past that, of its extension. */
function plannedEnd({ judge, plan }: Judging, end: Instant): Instant {
  const planned = plan.seconds - judge.seconds;
  const left = planned > 0 ? planned : Math.max(0, judge.until - judge.seconds);
  return instant(end + left * 1_000);
}
