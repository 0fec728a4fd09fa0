import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { chartsOf } from '../../../chart/canary-chart.ts';
import type { CanaryCourse } from '../../../core/course/course.ts';
import { useIsLive } from '../../data/freshness.ts';
import { plane } from '../../data/plane.ts';
import { zoneHere } from '../../data/zoned.ts';
import { Asked } from '../../parts/asked.tsx';
import { CanaryFigure } from './canary-figure.tsx';
import { CANARY } from './words.ts';

/** Between two looks, in milliseconds. */
const LOOK_EVERY = 5_000;

const course = (id: string) => queryOptions({ queryKey: ['course', id], queryFn: () => plane.course(id) });

interface CanaryFiguresProps {
  /** The deployment. */
  readonly id: string;
  /** Whether it is measured now, and more will come. */
  readonly isMeasured: boolean;
}

/** A chart for each gate and trigger of a rollout, up to this moment. */
export function CanaryFigures({ id, isMeasured }: CanaryFiguresProps) {
  const isLive = useIsLive();
  const query = useQuery({ ...course(id), refetchInterval: isLive && isMeasured ? LOOK_EVERY : false });
  return (
    <section className="stack" aria-labelledby="course">
      <h2 id="course">{CANARY.title}</h2>
      <Asked query={query} bars={2}>
        {(answer) => (answer === null ? <p className="quiet">{CANARY.none}</p> : <Figures answer={answer} />)}
      </Asked>
    </section>
  );
}

function Figures({ answer }: { readonly answer: CanaryCourse }) {
  const charts = useMemo(() => chartsOf(answer, zoneHere(answer.from)), [answer]);
  return (
    <div className="canaries">
      {charts.map((chart, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: gates keep their order, and two may have one text.
        <CanaryFigure key={index} chart={chart} />
      ))}
    </div>
  );
}
