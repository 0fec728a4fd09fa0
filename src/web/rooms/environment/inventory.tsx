import { Link } from 'wouter';
import type { EnvironmentView } from '../../../api/environments.ts';
import { Moment } from '../../parts/when.tsx';
import { ENVIRONMENTS } from '../environments/words.ts';

/** The releases that are kept to go back to, newest first. */
export function Inventory({ view: { earlier, stable } }: { readonly view: EnvironmentView }) {
  const [newest] = earlier;
  return (
    <section className="panel stack" aria-labelledby="inventory">
      <h2 id="inventory">{ENVIRONMENTS.inventory}</h2>
      {newest === undefined ? (
        <p className="quiet">{ENVIRONMENTS.noEarlier}</p>
      ) : (
        <>
          <ul className="inventory">
            {earlier.map(({ release, version, commit, deployment, since }) => (
              <li key={`${release} ${since}`}>
                <strong className="figure">{version}</strong> <code className="small quiet">{commit.slice(0, 12)}</code>
                <Link href={`/d/${deployment}`}>{deployment}</Link>
                <span className="small quiet">
                  <Moment at={since} />
                </span>
              </li>
            ))}
          </ul>
          {stable === null ? null : (
            <>
              <p className="quiet">{ENVIRONMENTS.toReturn}</p>
              <pre>
                plimsoll rollback {stable.deployment} --to {newest.release} --reason TEXT
              </pre>
            </>
          )}
        </>
      )}
    </section>
  );
}
