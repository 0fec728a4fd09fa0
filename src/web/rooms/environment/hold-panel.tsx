import { Link } from 'wouter';
import type { EnvironmentView } from '../../../api/environments.ts';
import { Ago } from '../../parts/when.tsx';
import { ENVIRONMENTS } from '../environments/words.ts';

/** Who keeps an environment on hold, why, and how it is let go: that takes a signature. */
export function HoldPanel({ view }: { readonly view: EnvironmentView }) {
  const { hold, heldBy, environment } = view;
  return (
    <section className="panel stack" aria-labelledby="hold">
      <h2 id="hold">{ENVIRONMENTS.hold}</h2>
      {hold === null && heldBy === null ? <p className="quiet">{ENVIRONMENTS.notHeld}</p> : null}
      {heldBy === null ? null : (
        <div className="notice doubt">
          <p>
            <strong>{ENVIRONMENTS.heldBy(heldBy.by)}</strong>{' '}
            <span className="quiet small">
              <Ago at={heldBy.since} />
            </span>
          </p>
          <p>{heldBy.reason}</p>
          <p className="quiet">{ENVIRONMENTS.toRelease}</p>
          <pre>plimsoll environment release {environment} --reason TEXT</pre>
        </div>
      )}
      {hold === null ? null : (
        <div className="notice doubt">
          <p>
            <strong>{ENVIRONMENTS.heldFor(hold.deployment)}</strong>{' '}
            <span className="quiet small">
              <Ago at={hold.since} />
            </span>
          </p>
          <p>{hold.note}</p>
          <p className="quiet">
            {ENVIRONMENTS.toClose} <Link href={`/d/${hold.deployment}`}>{hold.deployment}</Link>
          </p>
          <pre>plimsoll decide {hold.deployment} close --root-cause TEXT</pre>
        </div>
      )}
    </section>
  );
}
