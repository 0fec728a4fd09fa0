import { useState } from 'react';
import { Link } from 'wouter';
import { DEMO_GUEST } from '../../../api/shown/demo-guest.ts';
import type { DeploymentView } from '../../../api/view.ts';
import { useAbout, useCurrent } from '../../data/queries.ts';
import { useQuestions } from '../../data/questions.ts';
import { Asked } from '../../parts/asked.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ConsentsWaiting } from '../consents/consents-waiting.tsx';
import { Places } from './places.tsx';
import { QuestionCards } from './question-cards.tsx';
import { OVERVIEW } from './words.ts';
import './overview.css';

/** What waits for me first, then what runs where. */
export default function OverviewRoom() {
  const current = useCurrent();
  const { data: about } = useAbout();
  const questions = useQuestions();
  return (
    <>
      <header className="room-head">
        <div>
          <h1>{OVERVIEW.title}</h1>
          {current.data === undefined ? null : <p>{summaryOf(current.data)}</p>}
        </div>
      </header>
      {about?.approvers.some(({ active }) => active) === false ? <Locked isDemo={about.demoApprover} /> : null}
      <ConsentsWaiting />
      <Asked query={current} bars={5}>
        {(views) =>
          views.length === 0 ? (
            <Empty title={OVERVIEW.empty} command={OVERVIEW.emptyCommand}>
              {OVERVIEW.emptyMore}
            </Empty>
          ) : (
            <>
              <QuestionCards views={questions} />
              <Grid views={views} />
            </>
          )
        }
      </Asked>
    </>
  );
}

const summaryOf = (views: readonly DeploymentView[]): string =>
  OVERVIEW.summary(views.length, views.filter(({ over }) => !over).length);

const Locked = ({ isDemo }: { readonly isDemo: boolean }) =>
  isDemo ? (
    <Notice kind="doubt">
      <p>
        <strong>{OVERVIEW.demoAnswers}</strong>
      </p>
      <p className="row spread">
        {OVERVIEW.demoNext(DEMO_GUEST)}
        <Link href={`/enrol?name=${DEMO_GUEST}`} className="button go">
          {OVERVIEW.demoEnrol}
        </Link>
      </p>
    </Notice>
  ) : (
    <Notice kind="doubt">
      <p>
        <strong>{OVERVIEW.locked}</strong>
      </p>
      <p>
        <code>{OVERVIEW.lockedNext}</code>
      </p>
    </Notice>
  );

/** So many places are looked over without a filter. */
const FILTERED_FROM = 9;

function Grid({ views }: { readonly views: readonly DeploymentView[] }) {
  const [wanted, setWanted] = useState('');
  const shown = views.filter((view) => matches(view, wanted)).sort(byPlace);
  return (
    <section className="stack" aria-labelledby="places">
      <div className="row spread">
        <h2 id="places">{OVERVIEW.everywhere}</h2>
        {views.length < FILTERED_FROM ? null : (
          <input
            type="search"
            className="input filter"
            aria-label={OVERVIEW.filter}
            placeholder={OVERVIEW.filterHint}
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
        )}
      </div>
      {shown.length === 0 ? <p className="quiet">{OVERVIEW.noMatch}</p> : <Places views={shown} />}
    </section>
  );
}

function matches({ unit, environment, phase, release }: DeploymentView, wanted: string): boolean {
  const text = `${unit} ${environment} ${phase} ${release?.version ?? ''}`.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

// What is under way first, then by name: a list that jumps about cannot be read.
const byPlace = (one: DeploymentView, other: DeploymentView): number =>
  Number(one.over) - Number(other.over) ||
  one.unit.localeCompare(other.unit) ||
  one.environment.localeCompare(other.environment);
