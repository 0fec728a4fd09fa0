import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TrustProposalView } from '../../../api/trust.ts';
import type { TrustList } from '../../../approval/trust-list.ts';
import { plane } from '../../data/plane.ts';
import { ASKED } from '../../data/queries.ts';
import { tellOnce } from '../../data/told-once.ts';
import { Asked } from '../../parts/asked.tsx';
import { Button } from '../../parts/button.tsx';
import { ConsentDialog } from './consent-dialog.tsx';
import { TRUST } from './queries.ts';
import { trustDifference } from './trust-difference.ts';
import { useDigest } from './use-digest.ts';
import { CONSENTS } from './words.ts';
import './consents.css';

/** Changes of who is trusted that wait for signatures. */
export const TrustConsents = () => (
  <section className="panel stack" aria-labelledby="trust">
    <h2 id="trust">{CONSENTS.trust}</h2>
    <Asked query={useQuery(TRUST)} bars={1}>
      {({ list, proposals }) =>
        list === null || proposals.length === 0 ? (
          <p className="quiet">{CONSENTS.noTrust}</p>
        ) : (
          <TrustProposals list={list} proposals={proposals} />
        )
      }
    </Asked>
  </section>
);

interface TrustProposalsProps {
  readonly list: TrustList;
  readonly proposals: readonly TrustProposalView[];
}

/** Each change of the list that waits, with the way to sign it. */
export const TrustProposals = ({ list, proposals }: TrustProposalsProps) => (
  <ul className="consents">
    {proposals.map((proposal) => (
      <li key={proposal.id}>
        <Proposal list={list} proposal={proposal} />
      </li>
    ))}
  </ul>
);

interface ProposalProps {
  readonly list: TrustList;
  readonly proposal: TrustProposalView;
}

function Proposal({ list, proposal }: ProposalProps) {
  const [isReading, setReading] = useState(false);
  const { next, signed, needed } = proposal;
  const [first = ''] = trustDifference(list, next);
  return (
    <div className="row spread">
      <div>
        <h3>{first}</h3>
        <p className="small quiet">
          {CONSENTS.trustVersion(list.version, next.version)} · {CONSENTS.of(signed.length, needed)}
          {signed.length === 0 ? null : `: ${signed.join(', ')}`}
        </p>
      </div>
      <Button kind="go" onPress={() => setReading(true)}>
        {CONSENTS.read}
        <span className="only-heard"> {first}</span>
      </Button>
      {isReading ? <TrustDialog list={list} proposal={proposal} onClose={() => setReading(false)} /> : null}
    </div>
  );
}

function TrustDialog({ list, proposal, onClose }: ProposalProps & { readonly onClose: () => void }) {
  const { id, next, signed, needed } = proposal;
  const cache = useQueryClient();
  const previous = useDigest(list);
  const fingerprint = useDigest(next);
  if (previous === null || fingerprint === null) return null;
  return (
    <ConsentDialog
      title={CONSENTS.trustTitle}
      shown={{
        type: 'urn:plimsoll:trust:v1',
        document: next,
        about: { controlPlaneId: list.controlPlaneId, version: next.version, previous },
      }}
      needsReason={false}
      offer={(wish) => plane.trustToSign({ proposal: id, ...wish })}
      handIn={async (bundle) => {
        cache.setQueryData(TRUST.queryKey, await plane.consentToTrust({ proposal: id, bundle }));
        tellOnce(CONSENTS.done(CONSENTS.consentToTrust(next.version)));
        await cache.invalidateQueries({ queryKey: ASKED.about.queryKey });
      }}
      onClose={onClose}
    >
      <p>{CONSENTS.trustVersion(list.version, next.version)}:</p>
      <ul className="plain-list">
        {trustDifference(list, next).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <dl className="facts">
        <div>
          <dt>{CONSENTS.who}</dt>
          <dd>{CONSENTS.of(signed.length, needed)}</dd>
        </div>
        <div>
          <dt>{CONSENTS.fingerprint}</dt>
          <dd>
            <code className="small">{fingerprint}</code>
          </dd>
        </div>
      </dl>
    </ConsentDialog>
  );
}
