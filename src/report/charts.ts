import { type CanaryChart, chartsOf } from '../chart/canary-chart.ts';
import { measuredCourse } from '../core/course/canary-course.ts';
import { isTerminal } from '../core/deployment/state.ts';
import { type Block, chartBlock, section } from './document/block.ts';
import { type DeploymentRecord, last, stateOf } from './record.ts';
import { offsetAt, zoneOf } from './zone.ts';

/** The course of the gates and triggers that are meant, drawn; nothing where nothing was measured or nobody wrote down when. */
export function chartSection(
  name: string,
  record: DeploymentRecord,
  isMeant: (chart: CanaryChart) => boolean = () => true,
): readonly Block[] {
  const { measured, measuredAt, events } = record;
  const [plan, deployment] = [last(record, 'PlanSealed')?.plan, stateOf(record)];
  if (plan === undefined || deployment === null || measuredAt === undefined) return [];
  const timed = measured.flatMap((one, index) => {
    const at = measuredAt[index];
    return at === undefined ? [] : [{ at, record: one }];
  });
  const zone = zoneOf(events);
  const isOver = isTerminal(deployment.phase) || deployment.phase === 'rolled-back';
  const course = measuredCourse(plan, timed, events, isOver);
  const charts =
    course === null
      ? []
      : chartsOf(course, { name: zone, offsetMinutes: offsetAt(deployment.opening.openedAt, zone) }).filter(isMeant);
  return charts.length === 0 ? [] : section(name, ...charts.map(chartBlock));
}
