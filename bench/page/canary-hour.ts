import type { LiveGate } from '../../src/api/live.ts';
import type { CanaryCourse } from '../../src/core/course/course.ts';
import { seconds } from '../../src/core/kernel/duration.ts';
import { later } from '../../src/core/kernel/instant.ts';
import { canaryCourse } from '../../test/page/world/rooms.ts';
import { answersOf, SCENES } from '../../test/page/world/stage.ts';
import type { Answers } from '../../test/page/world/staged-plane.ts';

const TILES = 6;
/** Seconds between two looks of the page. */
export const LOOK_EVERY = 5;
/** Looks in an hour. */
export const LOOKS = 3_600 / LOOK_EVERY;

/** What a control plane answers of a canary of an hour with six tiles, from a look of it on, each time more; and how often it was asked. */
export function canaryHour(from: number): { readonly answers: Answers; looks(): number } {
  const { canary } = SCENES;
  const { live } = canary.view;
  const [gate] = live?.gates ?? [];
  if (live === null || gate === undefined) throw new Error('nothing is measured');
  const whole = hourOf(canaryCourse());
  let looks = from;
  const view = () => {
    looks += 1;
    const passed = Math.min(looks, LOOKS) * LOOK_EVERY;
    const gates = Array.from({ length: TILES }, (_, tile) => gateAt(gate, tile, passed));
    const requests = passed * 40;
    return {
      ...canary.view,
      live: {
        ...live,
        ...{ gates, judgedSeconds: passed, plannedSeconds: 3_600, extendsToSeconds: 7_200 },
        candidate: { requests, errors: Math.floor(requests / 400) },
        stable: { requests: requests * 9, errors: Math.floor(requests / 50) },
      },
    };
  };
  const course = (): CanaryCourse => {
    const now = later(whole.from, seconds(Math.min(looks, LOOKS) * LOOK_EVERY));
    const courses = whole.courses.map((one) => ({ ...one, points: one.points.filter(({ at }) => at <= now) }));
    return { ...whole, now, courses };
  };
  const at = `/deployments/${canary.view.id}`;
  return {
    answers: { ...answersOf(Object.values(SCENES)), [`GET ${at}`]: view, [`GET ${at}/course`]: course },
    looks: () => looks,
  };
}

/** A tile whose numbers change with each look. */
function gateAt(gate: LiveGate, tile: number, passed: number): LiveGate {
  const observed = 0.002 + 0.001 * Math.sin(passed / 90 + tile);
  return {
    ...gate,
    ...{ gate: `error_rate{route="${tile}"} < 1%`, kind: 'gate' },
    bounds: { ...gate.bounds, observed, low: observed * 0.6, high: observed * 1.8 },
    requests: passed * 40,
    errors: Math.floor(passed * 40 * observed),
    series: Array.from({ length: 60 }, (_, piece) =>
      piece * 60 > passed ? null : 0.002 + 0.001 * Math.sin(piece / 3 + tile + passed / 600),
    ),
  };
}

/** A recorded course of 45 minutes, drawn out to an hour, six times. */
function hourOf(course: CanaryCourse): CanaryCourse {
  const stretch = 3_600_000 / (course.now - course.from);
  const moved = (at: CanaryCourse['from']) => later(course.from, ((at - course.from) * stretch) as never);
  const [first] = course.courses;
  if (first === undefined) throw new Error('nothing has a course');
  const points = first.points.map((point) => ({ ...point, at: moved(point.at) }));
  return {
    ...course,
    until: later(course.from, seconds(3_600)),
    courses: Array.from({ length: TILES }, (_, tile) => ({
      ...first,
      gate: `error_rate{route="${tile}"} < 1%`,
      points,
    })),
    marks: course.marks.map((mark) => ({ ...mark, at: moved(mark.at) })),
    holds: course.holds.map((hold) => ({
      ...hold,
      from: moved(hold.from),
      to: hold.to === null ? null : moved(hold.to),
    })),
  };
}
