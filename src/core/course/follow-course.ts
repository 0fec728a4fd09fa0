import type { Instant } from '../kernel/instant.ts';
import type { Plan } from '../plan/plan.ts';
import type { Block } from '../verdict/block.ts';
import type { ComparisonState } from '../verdict/comparison.ts';
import type { JudgeState } from '../verdict/judge-state.ts';
import { evolveJudging, type Judging, type JudgingRecord } from '../verdict/judging.ts';
import { boundsOf, scalarBounds } from '../verdict/numbers.ts';
import { type Rule, rulesOf } from '../verdict/rule.ts';
import type { Bounds } from '../verdict/verdict.ts';
import type { Course, CoursePoint } from './course.ts';
import { inPairs, MOST_POINTS } from './points.ts';
import { measuredIn, requestsIn, silentIn } from './stretch.ts';

/** One record of a measurement stream, with the moment at which it was recorded. */
export interface Measured {
  readonly at: Instant;
  readonly record: JudgingRecord;
}

/** A course as it grows. */
export interface Growing extends Pick<Course, 'gate' | 'metric' | 'kind' | 'unit' | 'breach'> {
  /** The text of the gate that it belongs to, as written. */
  readonly written: string;
  points: CoursePoint[];
}

/** What follows the measurements of one deployment. It belongs to whoever follows: a record changes it in place. */
export interface Following {
  readonly plan: Plan;
  judging: Judging | null;
  readonly courses: Map<string, Growing>;
  /** The stretch that is not full yet. */
  open: Block[];
  pieceSeconds: number;
  begin: Instant | null;
  /** Until where the time axis is filled; it never goes back. */
  end: Instant;
}

/** The shortest stretch: what happens in less is one point, with its extremes. */
const PIECE_SECONDS = 5;

/** Begins to follow the measurements of a plan. */
export const openCourse = (plan: Plan): Following => ({
  plan,
  judging: null,
  courses: new Map(),
  open: [],
  pieceSeconds: PIECE_SECONDS,
  begin: null,
  end: 0 as Instant,
});

/**
 * Takes in some records, in their order. What was recorded at one moment after a silence was measured one after the other before it,
 * so the records of one append must come together.
 */
export function follow(following: Following, measured: readonly Measured[]): void {
  for (let first = 0; first < measured.length; ) {
    const at = measured[first]?.at ?? following.end;
    let behind = first;
    while (measured[behind]?.at === at) behind += 1;
    takeTogether(
      following,
      at,
      measured.slice(first, behind).map(({ record }) => record),
    );
    first = behind;
  }
}

function takeTogether(following: Following, at: Instant, records: readonly JudgingRecord[]): void {
  let ahead = records.reduce((sum, each) => sum + (each.type === 'BlockClosed' ? each.block.seconds : 0), 0);
  for (const record of records) {
    if (record.type === 'JudgingBegan') closePiece(following);
    following.judging = evolveJudging(following.plan, following.judging, record);
    if (record.type !== 'BlockClosed') continue;
    const { block } = record;
    const starts = (at - ahead * 1_000) as Instant;
    ahead -= block.seconds;
    const ends = Math.max(following.end, Math.round(at - ahead * 1_000)) as Instant;
    if (following.open.length > 0 && starts - following.end > GAP) closePiece(following);
    following.begin ??= Math.min(starts, ends) as Instant;
    following.open.push(block);
    following.end = ends;
    if (secondsOf(following.open) >= following.pieceSeconds) closePiece(following);
  }
}

/** Blocks with more than this between them, in milliseconds, are of two stretches. */
const GAP = 2_000;

const secondsOf = (blocks: readonly Block[]): number => blocks.reduce((sum, { seconds }) => sum + seconds, 0);

/** Puts what was measured since the last point down as one. */
function closePiece(following: Following): void {
  const points = openPoints(following);
  if (points.length === 0) return;
  following.open = [];
  for (const { growing, point } of points) {
    const known = following.courses.get(growing.written + growing.gate) ?? growing;
    known.points.push(point);
    following.courses.set(growing.written + growing.gate, known);
  }
  const most = Math.max(...[...following.courses.values()].map((course) => course.points.length));
  if (most <= MOST_POINTS) return;
  following.pieceSeconds *= 2;
  for (const course of following.courses.values()) course.points = inPairs(course.points);
}

/** The stretch under way as a point of each course; none where nothing was measured since the last. */
export function openPoints({
  judging,
  open,
  end,
}: Following): readonly { readonly growing: Growing; readonly point: CoursePoint }[] {
  if (judging === null || open.length === 0) return [];
  const { judge, plan, at } = judging;
  const rules = rulesOf(plan);
  const asked = [
    ...plan.gates.flatMap(({ text }, index) =>
      (rules.gates[index] ?? []).map((rule, part) => ({ text, rule, kept: judge.gates[index]?.[part] })),
    ),
    ...plan.triggers.flatMap(({ text }, index) => {
      const rule = rules.triggers[index];
      return rule === undefined ? [] : [{ text, rule, kept: judge.triggers[index] }];
    }),
  ];
  return asked.flatMap(({ text, rule, kept }) => {
    if (kept === undefined) return [];
    const bounds = knownOf(kept, rule, judge);
    const alone = measuredIn(open, rule);
    const point: CoursePoint = {
      ...{ at: end, seconds: secondsOf(open), stage: at, observed: finite(bounds.observed) },
      ...{ low: finite(bounds.low), high: finite(bounds.high) },
      ...{ baseline: finite(bounds.baseline), limit: finite(bounds.limit), least: finite(alone), most: finite(alone) },
      ...{ requests: requestsIn(open), silent: silentIn(open) },
    };
    return [{ growing: growingOf(text, rule, bounds.unit), point }];
  });
}

function growingOf(written: string, rule: Rule, unit: string): Growing {
  const { metric, operator } = rule.comparison;
  const isBelow = operator.startsWith('<');
  return {
    written,
    gate: rule.name,
    metric,
    kind: rule.role,
    unit,
    // What a trigger says is the breach itself.
    breach: isBelow === (rule.role === 'gate') ? 'above' : 'below',
    points: [],
  };
}

function knownOf(kept: ComparisonState, rule: Rule, judge: JudgeState): Bounds {
  if (rule.judge === 'scalar' && kept.kind === 'scalar') return scalarBounds(kept, rule);
  if (rule.judge !== 'scalar' && kept.kind === 'sequential') return boundsOf(kept, rule, judge);
  return { low: null, high: null, observed: null, baseline: null, limit: null, unit: '' };
}

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);
