import { useQuery } from '@tanstack/react-query';
import type { TrustView } from '../../../api/trust.ts';
import type { TrustList } from '../../../approval/trust-list.ts';
import { Asked } from '../../parts/asked.tsx';
import { Badge } from '../../parts/sign.tsx';
import { Moment } from '../../parts/when.tsx';
import { TRUST } from '../consents/queries.ts';
import { TrustProposals } from '../consents/trust-consents.tsx';
import { SETTINGS } from './words.ts';

/** Whom the control plane trusts to sign, key by key, and what waits to change that. */
export const People = () => (
  <section className="panel stack" aria-labelledby="people">
    <div className="row spread">
      <h2 id="people">{SETTINGS.people}</h2>
      <a className="button small" href="/enrol">
        {SETTINGS.addPasskey}
      </a>
    </div>
    <Asked query={useQuery(TRUST)} bars={2}>
      {(view) => (view.list === null ? <Locked /> : <Trusted view={view} list={view.list} />)}
    </Asked>
  </section>
);

const Locked = () => (
  <div className="notice doubt">
    <p>
      <strong>{SETTINGS.locked}</strong>
    </p>
    <p>{SETTINGS.enrolFirst}</p>
    <pre>plimsoll approver add --name NAME</pre>
  </div>
);

function Trusted({ view, list }: { readonly view: TrustView; readonly list: TrustList }) {
  return (
    <>
      <ul className="people">
        {list.persons.map(({ name, groups }) => (
          <li key={name}>
            <h3>
              {name}
              {groups.length === 0 ? null : (
                <span className="quiet small">
                  {' '}
                  {SETTINGS.groups} {groups.join(', ')}
                </span>
              )}
            </h3>
            <ul className="keys">
              {list.keys
                .filter(({ person }) => person === name)
                .map((key) => (
                  <li key={key.id}>
                    <Key of={key} />
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
      {view.proposals.length === 0 ? null : <Proposals view={view} list={list} />}
      <dl className="facts">
        <div>
          <dt>{SETTINGS.fingerprint}</dt>
          <dd>
            <code>{view.fingerprint}</code> <span className="quiet small">{SETTINGS.fingerprintMore}</span>
          </dd>
        </div>
      </dl>
      <p className="quiet small">
        {SETTINGS.threshold(list.threshold)} {SETTINGS.toRevoke} <code>plimsoll approver revoke KEY</code>
      </p>
    </>
  );
}

const Key = ({ of: key }: { readonly of: TrustList['keys'][number] }) => (
  <>
    <span className="row">
      {key.revokedAt === null ? (
        <Badge of="pass">{SETTINGS.active}</Badge>
      ) : (
        <Badge of="ahead">{SETTINGS.revoked}</Badge>
      )}
      {key.kind === 'webauthn' ? SETTINGS.passkey : SETTINGS.terminalKey}
      {key.kind === 'webauthn' ? <span className="quiet small">{key.rpId}</span> : null}
    </span>
    <code className="small quiet" title={key.id}>
      {key.id.slice('sha256:'.length, 'sha256:'.length + 16)}
    </code>
    <span className="small quiet">
      {SETTINGS.signsFor} {key.environments === null ? SETTINGS.everywhere : key.environments.join(', ')} ·{' '}
      {SETTINGS.added} <Moment at={new Date(key.addedAt).toISOString()} />
    </span>
  </>
);

const Proposals = ({ view: { proposals }, list }: { readonly view: TrustView; readonly list: TrustList }) => (
  <section className="stack">
    <h3>{SETTINGS.proposals}</h3>
    <TrustProposals list={list} proposals={proposals} />
  </section>
);
