import { took } from '../../../api/shown/amount.ts';
import type { DeploymentView } from '../../../api/view.ts';
import { DEPLOYMENT } from './words.ts';

/** What took it back, and how long that took against its target. */
export function RollbackPanel({ view: { rollback } }: { readonly view: DeploymentView }) {
  if (rollback === null) return null;
  const { cause, trafficBackSeconds, verifiedSeconds, targetSeconds, rootCause } = rollback;
  return (
    <section className="panel stack" aria-labelledby="rollback">
      <h2 id="rollback">{DEPLOYMENT.rollback}</h2>
      <dl className="facts">
        <div>
          <dt>{DEPLOYMENT.cause}</dt>
          <dd>
            <strong className="bad">{cause.kind}</strong>: {cause.text}
          </dd>
        </div>
        {trafficBackSeconds === null ? null : (
          <div>
            <dt>{DEPLOYMENT.trafficBack}</dt>
            <dd className="figure">{took(trafficBackSeconds)}</dd>
          </div>
        )}
        {verifiedSeconds === null ? null : (
          <div>
            <dt>{DEPLOYMENT.verified}</dt>
            <dd className="figure">
              {took(verifiedSeconds)} <span className="quiet">({DEPLOYMENT.target(took(targetSeconds))})</span>
            </dd>
          </div>
        )}
        {rootCause === null ? null : (
          <div>
            <dt>{DEPLOYMENT.rootCause}</dt>
            <dd>{rootCause}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
