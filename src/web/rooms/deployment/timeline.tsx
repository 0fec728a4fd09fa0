import type { Meaning } from '../../../api/shown/meaning.ts';
import { CHAPTERS, type Chapter, type Passage } from '../../../api/shown/passage.ts';
import type { Followed } from '../../data/deployment.ts';
import { Sign } from '../../parts/sign.tsx';
import { Lasted } from '../../parts/when.tsx';
import { DEPLOYMENT } from './words.ts';

const MEANING: Readonly<Record<Passage['outcome'], Meaning>> = {
  'under-way': 'now',
  good: 'pass',
  bad: 'fail',
  stopped: 'hold',
};
/** Waiting, not work: told apart, so that nobody takes a slow person for a slow pipeline. */
const WAITS: readonly Chapter[] = ['Approval'];

/** The life of a deployment from left to right, on a phone from top to bottom: what is over, what is under way, what is ahead. */
export function Timeline({ followed: { story, view } }: { readonly followed: Followed }) {
  const last = new Map(story.passages.map((passage) => [passage.chapter, passage]));
  const shown = CHAPTERS.filter(
    (chapter) => last.has(chapter) || (!view.over && chapter !== 'Rolling back' && !last.has('Rolling back')),
  );
  if (shown.length === 0) return null;
  return (
    <ol className="timeline" aria-label={DEPLOYMENT.timeline}>
      {shown.map((chapter) => {
        const passage = last.get(chapter);
        const meaning = passage === undefined ? 'ahead' : MEANING[passage.outcome];
        return (
          <li key={chapter} className={meaning} aria-current={meaning === 'now' ? 'step' : undefined}>
            <span className="timeline-bar" />
            <span className="timeline-name">
              <Sign of={meaning} /> {chapter}
            </span>
            <span className="timeline-fact small quiet">
              {passage === undefined ? (
                DEPLOYMENT.notYet
              ) : (
                <>
                  <Lasted from={passage.began} to={passage.ended} />
                  {WAITS.includes(chapter) ? ` ${DEPLOYMENT.waitingTime}` : null}
                  {passage.facts.length === 0 ? null : (
                    <span className="timeline-more"> · {passage.facts.join(' · ')}</span>
                  )}
                </>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
