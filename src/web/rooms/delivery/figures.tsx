import type { ReactNode } from 'react';
import type { DeliveryView } from '../../../api/delivery.ts';
import { took, whole } from '../../../api/shown/amount.ts';
import { DEFINITIONS, type Share, type Times } from '../../../core/delivery-metrics/delivery-metrics.ts';
import { DELIVERY } from './words.ts';

/** The five figures, each with what it means and the count that it stands on. */
export const Figures = ({ view }: { readonly view: DeliveryView }) => (
  <div className="figures">
    <Figure
      of="frequency"
      value={view.frequency.perWeek === null ? null : rounded(view.frequency.perWeek)}
      unit={DELIVERY.perWeek}
    >
      {DELIVERY.counted(whole(view.frequency.count))}
    </Figure>
    <TimeFigure of="leadTime" times={view.leadTime} />
    <ShareFigure of="changeFail" share={view.changeFail} />
    <TimeFigure of="recovery" times={view.recovery} />
    <ShareFigure of="rework" share={view.rework} />
  </div>
);

const rounded = (value: number): string => String(Number(value.toFixed(value < 10 ? 1 : 0)));

type Named = keyof typeof DEFINITIONS;

interface FigureProps {
  readonly of: Named;
  readonly value: string | null;
  readonly unit: string;
  readonly children: ReactNode;
}

const Figure = ({ of, value, unit, children }: FigureProps) => (
  <section className="panel delivered" aria-labelledby={of}>
    <h2 id={of}>{DELIVERY.names[of]}</h2>
    <p className="delivered-value figure">
      {value === null ? <span className="quiet">{DELIVERY.none}</span> : value}{' '}
      {value === null ? null : <span className="delivered-unit">{unit}</span>}
    </p>
    <p className="figure">{children}</p>
    <p className="small quiet">{DEFINITIONS[of]}</p>
  </section>
);

const TimeFigure = ({ of, times: { median, mostly, count } }: { readonly of: Named; readonly times: Times }) => (
  <Figure of={of} value={median === null ? null : took(median / 1_000)} unit={DELIVERY.median}>
    {mostly === null ? '' : `${DELIVERY.mostly(took(mostly / 1_000))} · `}
    {DELIVERY.counted(whole(count))}
  </Figure>
);

const ShareFigure = ({ of, share: { share, count, of: all } }: { readonly of: Named; readonly share: Share }) => (
  <Figure of={of} value={share === null ? null : `${rounded(share * 100)} %`} unit="">
    {DELIVERY.of(whole(count), whole(all))}
  </Figure>
);
