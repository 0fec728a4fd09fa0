import type { ReactNode } from 'react';
import { useAbout } from '../../data/queries.ts';
import { Asked } from '../../parts/asked.tsx';
import { Moment } from '../../parts/when.tsx';
import { SETTINGS } from './words.ts';

/** The control plane that answers, and how far its machine keeps agents out. */
export const ThisPlane = () => (
  <section className="panel" aria-labelledby="plane">
    <h2 id="plane">{SETTINGS.plane}</h2>
    <Asked query={useAbout()} bars={2}>
      {({ version, controlPlaneId, startedAt, page, epoch, isolation, quarantined }) => (
        <dl className="facts">
          <Fact name={SETTINGS.version}>{version}</Fact>
          <Fact name={SETTINGS.name_}>
            <code>{controlPlaneId}</code>
          </Fact>
          <Fact name={SETTINGS.page}>{page}</Fact>
          <Fact name={SETTINGS.started}>
            <Moment at={startedAt} />
          </Fact>
          <Fact name={SETTINGS.epoch}>{epoch}</Fact>
          <Fact name={SETTINGS.isolation}>
            {isolation === null ? (
              SETTINGS.notIsolated
            ) : (
              <>
                {SETTINGS.isolated(isolation.account)} <Moment at={isolation.provenAt} />
              </>
            )}
          </Fact>
          {quarantined.map(({ stream, problem }) => (
            <Fact key={stream} name={SETTINGS.quarantined}>
              {stream}: {problem}
            </Fact>
          ))}
        </dl>
      )}
    </Asked>
  </section>
);

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
