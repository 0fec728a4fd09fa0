import { Link } from 'wouter';
import type { DeploymentView } from '../../../api/view.ts';
import { useAbout, useWhoAmI } from '../../data/queries.ts';
import { checkpointOf } from '../../data/questions.ts';
import { Ago } from '../../parts/when.tsx';
import { WhyWaiting } from '../../parts/why-waiting.tsx';
import { OVERVIEW } from './words.ts';

/** What waits for a person, most urgent first; what waits for whoever looks is named as theirs. */
export function QuestionCards({ views }: { readonly views: readonly DeploymentView[] }) {
  const isMine = useIsMine();
  const mine = views.filter(isMine);
  const others = views.filter((view) => !isMine(view));
  if (views.length === 0) return <p className="quiet nothing-waits">{OVERVIEW.nothingWaits}</p>;
  return (
    <>
      <Cards title={OVERVIEW.waitingForYou} views={mine} />
      <Cards title={OVERVIEW.waitingForPerson} views={others} />
    </>
  );
}

function Cards({ title, views }: { readonly title: string; readonly views: readonly DeploymentView[] }) {
  if (views.length === 0) return null;
  return (
    <section className="stack">
      <h2>{title}</h2>
      <ul className="questions">
        {views.map((view) => (
          <li key={view.id} className={`panel question ${view.phase === 'rollback-failed' ? 'bad' : ''}`}>
            <Question view={view} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Question({ view }: { readonly view: DeploymentView }) {
  const { waiting, requester, id } = view;
  const checkpoint = checkpointOf(view);
  const what = `${view.unit} ${view.release?.version ?? ''}`.trim();
  const title = checkpoint === undefined ? OVERVIEW.stuck(what) : OVERVIEW.asks[checkpoint](what);
  return (
    <>
      <div className="question-text">
        <h3>{title}</h3>
        {waiting === null ? null : <WhyWaiting waiting={waiting} />}
        <p className="small quiet">
          {view.environment} · {OVERVIEW.askedBy} {requester}
          {waiting?.since == null ? null : (
            <>
              {' '}
              · <Ago at={waiting.since} />
            </>
          )}
        </p>
      </div>
      <Link href={checkpoint === undefined ? `/d/${id}` : `/d/${id}/approve`} className="button go">
        {checkpoint === undefined ? OVERVIEW.open : OVERVIEW.openSheet}
        <span className="only-heard"> {what}</span>
      </Link>
    </>
  );
}

/** Whether somebody is named, by themselves or by a group of theirs, among those who can end it. */
function useIsMine(): (view: DeploymentView) => boolean {
  const { data: who } = useWhoAmI();
  const { data: about } = useAbout();
  const names = [
    who?.principal,
    ...(about?.approvers ?? []).flatMap(({ person, groups }) => (person === who?.principal ? groups : [])),
  ];
  return ({ waiting }) => waiting?.who.some((one) => names.includes(one)) ?? false;
}
