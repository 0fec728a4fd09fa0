import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeliveryRequest, DeliveryView } from '../../../api/delivery.ts';
import { plane } from '../../data/plane.ts';
import { Asked } from '../../parts/asked.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Figures } from './figures.tsx';
import { Weeks } from './weeks.tsx';
import { DELIVERY } from './words.ts';
import './delivery.css';

const deliveryOf = (request: DeliveryRequest) =>
  queryOptions({ queryKey: ['delivery', request], queryFn: () => plane.delivery(request), staleTime: 60_000 });

/** How changes reach production. */
export default function DeliveryRoom() {
  const [place, setPlace] = useState<string | null>(null);
  const [days, setDays] = useState(90);
  const [unit = null, environment = null] = place?.split('/') ?? [];
  const query = useQuery(deliveryOf({ unit, environment, days }));
  const places = (query.data?.places ?? []).map(
    (one) => [`${one.unit}/${one.environment}`, `${one.unit} ${one.environment}`] as const,
  );
  return (
    <>
      <header className="room-head">
        <div>
          <h1>{DELIVERY.title}</h1>
          <p>{DELIVERY.more}</p>
        </div>
        <div className="row">
          <Choice label={DELIVERY.where} any={DELIVERY.everywhere} value={place} all={places} onChoose={setPlace} />
          <Choice
            label={DELIVERY.range}
            value={String(days)}
            all={Object.entries(DELIVERY.ranges)}
            onChoose={(chosen) => setDays(Number(chosen))}
          />
        </div>
      </header>
      <Asked query={query} bars={4}>
        {(view) =>
          view.places.length === 0 ? (
            <Empty title={DELIVERY.empty} command="plimsoll deploy">
              {DELIVERY.emptyMore}
            </Empty>
          ) : (
            <>
              <Figures view={view} />
              <Weeks view={view} />
              <Excluded view={view} />
            </>
          )
        }
      </Asked>
    </>
  );
}

function Excluded({ view: { excluded } }: { readonly view: DeliveryView }) {
  const told = [
    ...(excluded.stopped === 0 ? [] : [DELIVERY.stopped(excluded.stopped)]),
    ...(excluded.underWay === 0 ? [] : [DELIVERY.underWay(excluded.underWay)]),
    ...(excluded.unrecovered === 0 ? [] : [DELIVERY.unrecovered(excluded.unrecovered)]),
  ];
  return told.length === 0 ? null : (
    <section className="stack" aria-labelledby="excluded">
      <h2 id="excluded">{DELIVERY.excluded}</h2>
      <ul className="quiet">
        {told.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  );
}
