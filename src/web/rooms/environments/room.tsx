import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { EnvironmentView } from '../../../api/environments.ts';
import { ASKED } from '../../data/queries.ts';
import { Asked } from '../../parts/asked.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Moment } from '../../parts/when.tsx';
import { Marks } from './marks.tsx';
import { ENVIRONMENTS } from './words.ts';
import './environments.css';

/** Every environment of every unit. */
export default function EnvironmentsRoom() {
  return (
    <>
      <header className="room-head">
        <div>
          <h1>{ENVIRONMENTS.title}</h1>
          <p>{ENVIRONMENTS.more}</p>
        </div>
      </header>
      <Asked query={useQuery(ASKED.environments)} bars={4}>
        {(views) =>
          views.length === 0 ? (
            <Empty title={ENVIRONMENTS.empty} command="plimsoll deploy">
              {ENVIRONMENTS.emptyMore}
            </Empty>
          ) : (
            <ul className="places">
              {views.toSorted(byName).map((view) => (
                <li key={`${view.unit}/${view.environment}`}>
                  <Row view={view} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </>
  );
}

const Row = ({ view }: { readonly view: EnvironmentView }) => (
  <Link href={`/e/${view.unit}/${view.environment}`} className="where">
    <span className="where-name">
      <strong>{view.unit}</strong> <span className="quiet">{view.environment}</span>
      {view.demo ? <span className="quiet small"> · {ENVIRONMENTS.demo}</span> : null}
    </span>
    {view.stable === null ? (
      <span className="quiet">{ENVIRONMENTS.nothing}</span>
    ) : (
      <span className="figure">
        {view.stable.version} <code className="small quiet">{view.stable.commit.slice(0, 8)}</code>{' '}
        <span className="small quiet">
          <Moment at={view.stable.since} />
        </span>
      </span>
    )}
    <Marks view={view} />
  </Link>
);

const byName = (one: EnvironmentView, other: EnvironmentView): number =>
  one.unit.localeCompare(other.unit) || one.environment.localeCompare(other.environment);
