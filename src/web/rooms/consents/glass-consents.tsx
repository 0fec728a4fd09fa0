import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { GlassView } from '../../../api/break-glass.ts';
import type { DeploymentView } from '../../../api/view.ts';
import { plane } from '../../data/plane.ts';
import { useCurrent } from '../../data/queries.ts';
import { tellOnce } from '../../data/told-once.ts';
import { Asked } from '../../parts/asked.tsx';
import { Button } from '../../parts/button.tsx';
import { Moment } from '../../parts/when.tsx';
import { ConsentDialog } from './consent-dialog.tsx';
import { glassOf } from './queries.ts';
import { CONSENTS } from './words.ts';

const TIMED: readonly DeploymentView['phase'][] = ['rolling-out', 'baking'];

/** Stages and bakes under way that approvers could make shorter. */
export const GlassConsents = () => (
  <section className="panel stack" aria-labelledby="glass">
    <h2 id="glass">{CONSENTS.glass}</h2>
    <Asked query={useCurrent()} bars={1}>
      {(views) => {
        const timed = views.filter(({ phase }) => TIMED.includes(phase));
        return timed.length === 0 ? (
          <p className="quiet">{CONSENTS.noGlass}</p>
        ) : (
          <ul className="consents">
            {timed.map((view) => (
              <li key={view.id}>
                <Glass of={view} />
              </li>
            ))}
          </ul>
        );
      }}
    </Asked>
  </section>
);

function Glass({ of: { id, unit, environment } }: { readonly of: DeploymentView }) {
  const query = useQuery(glassOf(id));
  const [read, setRead] = useState<GlassView | null>(null);
  const place = `${unit} ${environment}`;
  return (
    <Asked query={query} bars={1}>
      {(glass) =>
        glass === null ? (
          <p className="quiet">
            {place}: {CONSENTS.noGlass}
          </p>
        ) : (
          <div className="row spread">
            <div>
              <h3>
                {place}: {glass.what}
              </h3>
              <p className="small quiet">
                {CONSENTS.plannedEnd} <Moment at={glass.plannedEnd} /> · {CONSENTS.signedBy(glass.broken?.by ?? [])}
              </p>
            </div>
            <Button onPress={() => setRead(glass)}>
              {CONSENTS.read}
              <span className="only-heard">
                {' '}
                {place} {glass.what}
              </span>
            </Button>
            {/* What somebody reads does not change under their eyes; a stage that is over by then takes no signature. */}
            {read === null ? null : <GlassDialog id={id} place={place} glass={read} onClose={() => setRead(null)} />}
          </div>
        )
      }
    </Asked>
  );
}

interface GlassDialogProps {
  readonly id: string;
  readonly place: string;
  readonly glass: GlassView;
  readonly onClose: () => void;
}

function GlassDialog({ id, place, glass, onClose }: GlassDialogProps) {
  const { question, what, plannedEnd, verdict, approvers, broken } = glass;
  const cache = useQueryClient();
  const about = { ...question, since: new Date(question.since).toISOString() };
  return (
    <ConsentDialog
      title={CONSENTS.glassTitle(what, place)}
      shown={{ type: 'urn:plimsoll:break-glass:v1', document: about, about }}
      needsReason
      offer={(wish) => plane.glassToSign(id, wish)}
      handIn={async (bundle) => {
        cache.setQueryData(glassOf(id).queryKey, await plane.breakGlass(id, bundle));
        tellOnce(CONSENTS.done(CONSENTS.consentToGlass(what)));
      }}
      onClose={onClose}
    >
      <dl className="facts">
        <div>
          <dt>{CONSENTS.plannedEnd}</dt>
          <dd>
            <Moment at={plannedEnd} />
          </dd>
        </div>
        <div>
          <dt>{CONSENTS.verdict}</dt>
          <dd>{verdict}</dd>
        </div>
        <div>
          <dt>{CONSENTS.glassWhat}</dt>
          <dd>
            {CONSENTS.glassMore} {CONSENTS.heads}
          </dd>
        </div>
        <div>
          <dt>{CONSENTS.who}</dt>
          <dd>
            {approvers.join(', ')}. {CONSENTS.glassWho}
          </dd>
        </div>
        <div>
          <dt>{CONSENTS.signedBy(broken?.by ?? [])}</dt>
          <dd>
            {broken === null ? null : (
              <>
                {CONSENTS.countsFrom} <Moment at={broken.effectiveAt} />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{CONSENTS.digest}</dt>
          <dd>
            <code className="small">
              {question.deploymentId} · {question.planDigest} · {question.phase} {question.stageIndex} · {about.since}
            </code>
          </dd>
        </div>
      </dl>
    </ConsentDialog>
  );
}
