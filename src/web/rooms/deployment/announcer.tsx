import { useEffect, useRef, useState } from 'react';
import { verdictWords } from '../../../api/shown/verdict-words.ts';
import type { DeploymentView } from '../../../api/view.ts';
import { PHASE_WORDS } from '../../phase-words.ts';

/** Nobody is told more often of what only goes its way. */
const AT_MOST_EVERY = 30_000;

/** Tells who listens instead of looking: phases and verdicts at most twice a minute, a rollback at once. */
export function Announcer({ view }: { readonly view: DeploymentView }) {
  const [said, setSaid] = useState('');
  const last = useRef(0);
  const words = wordsOf(view);
  useEffect(() => {
    const wait = Math.max(0, last.current + AT_MOST_EVERY - Date.now());
    const timer = setTimeout(() => {
      last.current = Date.now();
      setSaid(words);
    }, wait);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <>
      <p className="only-heard" role="status">
        {said}
      </p>
      <p className="only-heard" role="alert">
        {view.rollback === null ? '' : PHASE_WORDS[view.phase][0]}
      </p>
    </>
  );
}

const wordsOf = ({ phase, live }: DeploymentView): string =>
  [
    PHASE_WORDS[phase][0],
    ...(live?.gates ?? [])
      .filter(({ kind, state }) => kind === 'gate' || (state !== 'pass' && state !== 'collecting'))
      // Numbers that count on are for eyes: what is told is what it comes to.
      .map((gate) => `${gate.gate}: ${verdictWords({ ...gate, needsRequests: null, needsMinutes: null }).words}`),
  ].join('. ');
