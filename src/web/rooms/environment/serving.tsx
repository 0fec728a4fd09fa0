import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { EnvironmentView, PlacedRelease } from '../../../api/environments.ts';
import { trafficText } from '../../../core/deployment/traffic.ts';
import { ASKED } from '../../data/queries.ts';
import { Moment } from '../../parts/when.tsx';
import { ENVIRONMENTS } from '../environments/words.ts';

/** What serves an environment: its release to the digest, and what is on its way there. */
export function Serving({ view }: { readonly view: EnvironmentView }) {
  const { stable, traffic, address, holder, queue } = view;
  return (
    <section className="panel" aria-labelledby="serving">
      <h2 id="serving">{ENVIRONMENTS.serves}</h2>
      <dl className="facts">
        {stable === null ? (
          <Fact name={ENVIRONMENTS.version}>{ENVIRONMENTS.nothing}</Fact>
        ) : (
          <Stable release={stable} />
        )}
        <Fact name={ENVIRONMENTS.traffic}>{traffic === null ? ENVIRONMENTS.noRouter : trafficText(traffic)}</Fact>
        {address === null ? null : (
          <Fact name={ENVIRONMENTS.address}>
            <code>{address}</code>
          </Fact>
        )}
        {holder === null ? null : (
          <Fact name={ENVIRONMENTS.holder}>
            <Link href={`/d/${holder}`}>{holder}</Link>
          </Fact>
        )}
        {queue.length === 0 ? null : (
          <Fact name={ENVIRONMENTS.queue}>
            {queue.map((id) => (
              <div key={id}>
                <Link href={`/d/${id}`}>{id}</Link>
              </div>
            ))}
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Stable({ release }: { readonly release: PlacedRelease }) {
  const { data } = useQuery(ASKED.deployment(release.deployment));
  const artifacts = data?.release?.artifacts ?? [];
  return (
    <>
      <Fact name={ENVIRONMENTS.version}>
        <strong className="figure">{release.version}</strong>
      </Fact>
      <Fact name={ENVIRONMENTS.commit}>
        <code>{release.commit}</code>
      </Fact>
      <Fact name={ENVIRONMENTS.since}>
        <Moment at={release.since} />
      </Fact>
      <Fact name={ENVIRONMENTS.broughtBy}>
        <Link href={`/d/${release.deployment}`}>{release.deployment}</Link>
      </Fact>
      <Fact name={ENVIRONMENTS.release}>
        <code>{release.release}</code>
      </Fact>
      {artifacts.length === 0 ? null : (
        <Fact name={ENVIRONMENTS.artifacts}>
          {artifacts.map((artifact) => (
            <div key={artifact}>
              <code className="small">{artifact}</code>
            </div>
          ))}
        </Fact>
      )}
    </>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
