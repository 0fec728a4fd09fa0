import type { ReactNode } from 'react';
import { lasting, took } from '../../../api/shown/amount.ts';
import type { DeploymentView } from '../../../api/view.ts';
import { Moment } from '../../parts/when.tsx';
import { DEPLOYMENT } from './words.ts';

/** What is known of a deployment apart from how it goes. */
export function Facts({ view }: { readonly view: DeploymentView }) {
  const { requester, onBehalfOf, reason, ticket, openedAt, endedAt, release, planDigest, strategy, approvals } = view;
  return (
    <section className="panel" aria-labelledby="facts">
      <h2 id="facts">{DEPLOYMENT.facts}</h2>
      <dl className="facts narrow small">
        <Fact name={DEPLOYMENT.requester}>
          {requester} {onBehalfOf === null ? null : DEPLOYMENT.onBehalfOf(onBehalfOf)}
        </Fact>
        {reason === '' ? null : <Fact name={DEPLOYMENT.reason}>{reason}</Fact>}
        {ticket === null ? null : <Fact name={DEPLOYMENT.ticket}>{ticket}</Fact>}
        <Fact name={DEPLOYMENT.opened}>
          <Moment at={openedAt} />
        </Fact>
        {endedAt === null ? null : (
          <Fact name={DEPLOYMENT.ended}>
            <Moment at={endedAt} />
          </Fact>
        )}
        {release === null ? null : (
          <>
            <Fact name={DEPLOYMENT.commit}>
              <code>{release.commit.slice(0, 12)}</code>
              {release.dirty ? <strong className="bad"> {DEPLOYMENT.dirty}</strong> : null}
            </Fact>
            <Fact name={DEPLOYMENT.artifacts}>
              {release.artifacts.map((one) => (
                <code key={one} title={one}>
                  {shortened(one)}
                </code>
              ))}
            </Fact>
          </>
        )}
        {strategy === null ? null : <Fact name={DEPLOYMENT.strategy}>{strategy}</Fact>}
        {planDigest === null ? null : (
          <Fact name={DEPLOYMENT.planDigest}>
            <code title={planDigest}>{planDigest.slice(7, 19)}</code>
          </Fact>
        )}
        <WayBack view={view} />
        {approvals.length === 0 ? null : (
          <Fact name={DEPLOYMENT.approvals}>
            {approvals.map(({ approver, kind, assurance, reason: said }) => (
              <div key={`${approver} ${kind}`}>
                {approver}{' '}
                <span className="quiet">
                  ({kind === 'webauthn' ? 'passkey' : kind}, {assurance})
                </span>
                {said === '' ? null : <div className="quiet">“{said}”</div>}
              </div>
            ))}
          </Fact>
        )}
      </dl>
    </section>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

function WayBack({ view: { outlook, over } }: { readonly view: DeploymentView }) {
  if (outlook === null) return null;
  const { version, rehearsedSeconds, targetSeconds } = outlook.rollbackTarget;
  const rehearsed = rehearsedSeconds === null ? DEPLOYMENT.notRehearsed : DEPLOYMENT.rehearsed(took(rehearsedSeconds));
  const { nextWindow } = outlook;
  return (
    <>
      <Fact name={DEPLOYMENT.goesBackTo}>
        {version ?? DEPLOYMENT.outOfService}
        <div className="quiet">
          {rehearsed}, {DEPLOYMENT.target(lasting(targetSeconds))}
        </div>
      </Fact>
      {nextWindow === null || over ? null : (
        <Fact name={DEPLOYMENT.nextWindow}>
          {nextWindow.name}, <Moment at={nextWindow.from} />
        </Fact>
      )}
    </>
  );
}

const shortened = (artifact: string): string => artifact.replace(/(sha256:[0-9a-f]{8})[0-9a-f]+$/, '$1…');
