import type { OutlookView } from '../../../api/outlook.ts';
import type { DeploymentView, StageView } from '../../../api/view.ts';
import { useNow } from '../../data/clock.ts';
import { Left } from '../../parts/when.tsx';
import { DEPLOYMENT } from './words.ts';

interface StageTrackProps {
  readonly view: DeploymentView;
  readonly stage: StageView;
  readonly outlook: OutlookView;
}

/** The stages and the bake in their order, each as far as it is. */
export function StageTrack({ view, stage, outlook }: StageTrackProps) {
  const isBaking = view.phase === 'baking';
  const timed = outlook.stages.filter(({ seconds }) => seconds !== null);
  const pieces = [...timed.map(({ weight }) => weight), DEPLOYMENT.bake];
  const at = isBaking ? pieces.length - 1 : stage.index;
  const share = useShare(stage);
  return (
    <div className="stage-track">
      <ol>
        {pieces.map((name, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two stages may have one weight; their order never changes.
          <li key={index} aria-current={index === at ? 'step' : undefined}>
            <span className="stage-bar" aria-hidden="true">
              <span style={{ width: `${index < at ? 100 : index === at ? share : 0}%` }} />
            </span>
            <span className="small figure">{name}</span>
          </li>
        ))}
      </ol>
      <p className="small quiet">
        {isBaking ? DEPLOYMENT.bake : DEPLOYMENT.stage(Math.min(stage.index + 1, timed.length), timed.length)}
        {stage.until === null ? null : (
          <>
            {' '}
            · <Left until={stage.until} /> {DEPLOYMENT.left}, {DEPLOYMENT.atLeast}
          </>
        )}
      </p>
    </div>
  );
}

function useShare({ since, until }: StageView): number {
  const now = useNow();
  if (since === null || until === null) return 0;
  const [from, to] = [Date.parse(since), Date.parse(until)];
  return Math.min(100, Math.max(0, ((now - from) / Math.max(1, to - from)) * 100));
}
