import type { EnvironmentView } from '../../../api/environments.ts';
import { Ago } from '../../parts/when.tsx';
import { ABOUT, ENVIRONMENTS } from '../environments/words.ts';

/** What was found that is not as recorded, side by side. */
export function DriftPanel({ view: { drift, environment } }: { readonly view: EnvironmentView }) {
  return (
    <section className="panel stack" aria-labelledby="drift">
      <h2 id="drift">{ENVIRONMENTS.driftTitle}</h2>
      {drift === null ? (
        <p className="quiet">{ENVIRONMENTS.noDrift}</p>
      ) : (
        <>
          <p>
            {ENVIRONMENTS.driftMore}{' '}
            <span className="quiet small">
              <Ago at={drift.since} />
            </span>
          </p>
          <dl className="drift">
            {drift.differences.map(({ about, recorded, found }) => (
              <div key={about}>
                <dt>{ABOUT[about]}</dt>
                <dd>
                  <span className="quiet small">{ENVIRONMENTS.recorded}</span> <code>{recorded}</code>
                </dd>
                <dd>
                  <span className="quiet small">{ENVIRONMENTS.found}</span> <code className="bad">{found}</code>
                </dd>
              </div>
            ))}
          </dl>
          {drift.acceptedBy === null ? (
            <>
              <p className="quiet">{ENVIRONMENTS.toAccept}</p>
              <pre>plimsoll environment accept-drift {environment} --reason TEXT</pre>
            </>
          ) : (
            <p>{ENVIRONMENTS.accepted(drift.acceptedBy)}</p>
          )}
        </>
      )}
    </section>
  );
}
