import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PolicyRequest, PolicyView } from '../../../api/policy.ts';
import { policyChanges } from '../../../core/plan/policy/policy-diff.ts';
import { plane } from '../../data/plane.ts';
import { tellOnce } from '../../data/told-once.ts';
import { Asked } from '../../parts/asked.tsx';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ConsentDialog } from './consent-dialog.tsx';
import { POLICIES, policyProposed } from './queries.ts';
import { useDigest } from './use-digest.ts';
import { CONSENTS } from './words.ts';

/** The change of policy that a link names, and those that wait for more signatures. */
export function PolicyConsents() {
  const [asked] = useState(() => new URLSearchParams(location.search));
  const config = asked.get('config');
  const environment = asked.get('environment');
  return (
    <section className="panel stack" aria-labelledby="policies">
      <h2 id="policies">{CONSENTS.policies}</h2>
      {config === null || environment === null ? null : <Proposed config={config} environment={environment} />}
      <Asked query={useQuery(POLICIES)} bars={1}>
        {(views) =>
          views.length === 0 ? (
            <p className="quiet">
              {CONSENTS.noPolicy} {CONSENTS.proposeMore} <code>plimsoll policy adopt</code>
            </p>
          ) : (
            <ul className="consents">
              {views.map((view) => (
                <li key={`${view.unit} ${view.environment}`}>
                  <Policy view={view} meant={{ unit: view.unit, environment: view.environment }} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </section>
  );
}

const Proposed = ({ config, environment }: { readonly config: string; readonly environment: string }) => (
  <Asked query={useQuery(policyProposed(config, environment))} bars={2}>
    {(view) =>
      view.question === null ? (
        <Notice kind="plain">{view.inForce === null ? CONSENTS.policyNone : CONSENTS.policySame}</Notice>
      ) : (
        <Policy view={view} meant={{ config, environment }} isOpen />
      )
    }
  </Asked>
);

interface PolicyProps {
  readonly view: PolicyView;
  /** How it is named to the control plane. */
  readonly meant: PolicyRequest;
  /** A link led just here. */
  readonly isOpen?: boolean;
}

function Policy({ view, meant, isOpen = false }: PolicyProps) {
  const [isReading, setReading] = useState(isOpen);
  const { unit, environment, question, signed, needed } = view;
  const place = `${unit} ${environment}`;
  if (question === null) return null;
  return (
    <div className="row spread">
      <div>
        <h3>{place}</h3>
        <p className="small quiet">
          {CONSENTS.versions(question.version - 1, question.version)} · {CONSENTS.of(signed.length, needed)}
          {signed.length === 0 ? null : `: ${signed.join(', ')}`}
        </p>
      </div>
      <Button kind="go" onPress={() => setReading(true)}>
        {CONSENTS.read}
        <span className="only-heard"> {place}</span>
      </Button>
      {isReading ? <PolicyDialog view={view} meant={meant} onClose={() => setReading(false)} /> : null}
    </div>
  );
}

function PolicyDialog({ view, meant, onClose }: PolicyProps & { readonly onClose: () => void }) {
  const { unit, environment, question, approvers, needed, signed } = view;
  const cache = useQueryClient();
  const previous = useDigest(question?.previous);
  const next = useDigest(question?.next);
  if (question === null || previous === null || next === null) return null;
  const place = `${unit} ${environment}`;
  const { controlPlaneId, version } = question;
  return (
    <ConsentDialog
      title={CONSENTS.policyOf(place)}
      shown={{
        type: 'urn:plimsoll:policy:v1',
        document: question.next,
        about: { controlPlaneId, unit, environment, version, previous },
      }}
      needsReason
      offer={(wish) => plane.policyToSign({ ...meant, ...wish })}
      handIn={async (bundle) => {
        await plane.consentToPolicy({ ...meant, bundle });
        tellOnce(CONSENTS.done(CONSENTS.consentToPolicy(place, version)));
        await cache.invalidateQueries({ queryKey: POLICIES.queryKey });
      }}
      onClose={onClose}
    >
      <p>{CONSENTS.versions(version - 1, version)}.</p>
      {/* What is shown follows from the two documents whose digests are signed, and from nothing else that was answered. */}
      <div className="scroll-x">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{CONSENTS.rule}</th>
              <th scope="col">{CONSENTS.before}</th>
              <th scope="col">{CONSENTS.after}</th>
              <th scope="col" />
            </tr>
          </thead>
          <tbody>
            {policyChanges(question.previous, question.next).map(({ path, before, after, direction }) => (
              <tr key={path}>
                <th scope="row">{path}</th>
                <td>{before}</td>
                <td>{after}</td>
                <td className={direction === 'weakens' ? 'bad' : 'good'}>{CONSENTS.directions[direction]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <dl className="facts">
        <div>
          <dt>{CONSENTS.who}</dt>
          <dd>
            {approvers.join(', ')} · {CONSENTS.of(signed.length, needed)}
          </dd>
        </div>
        <div>
          <dt>{CONSENTS.digest}</dt>
          <dd>
            <code className="small">{next}</code>
          </dd>
        </div>
      </dl>
    </ConsentDialog>
  );
}
