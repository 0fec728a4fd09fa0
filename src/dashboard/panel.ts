/** One question to Prometheus, and how its lines are called. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

/** One panel: what it shows, in what unit, asked how. */
export interface PanelWish {
  readonly title: string;
  readonly what: string;
  readonly kind: 'timeseries' | 'stat' | 'table';
  /** As Grafana names units: s, percentunit, reqps, short. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Half of the width, or all of it. */
  readonly wide?: true;
  /** Above this it is red. */
  readonly redFrom?: number;
}

const WIDTH = 24;
const HEIGHT = 8;
const LETTERS = 'ABCDEFGH';

/** Panels in rows of two, in their order. */
export function panelsOf(wishes: readonly PanelWish[]) {
  let x = 0;
  let y = 0;
  return wishes.map((wish, index) => {
    const w = wish.wide === true ? WIDTH : WIDTH / 2;
    if (x + w > WIDTH) {
      x = 0;
      y += HEIGHT;
    }
    const panel = panelOf(wish, index + 1, { x, y, w, h: HEIGHT });
    x += w;
    return panel;
  });
}

// Grafana's own variable, filled in there.
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana reads it
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

function panelOf(
  { title, what, kind, unit, queries, redFrom }: PanelWish,
  id: number,
  gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number },
) {
  const isTable = kind === 'table';
  const steps =
    redFrom === undefined
      ? [{ value: null, color: 'green' }]
      : [
          { value: null, color: 'green' },
          { value: redFrom, color: 'red' },
        ];
  return {
    ...{ id, type: kind, title, description: what, gridPos, datasource: DATASOURCE },
    targets: queries.map(
      ({ expr, legend }, index) =>
        ({
          refId: LETTERS[index] ?? 'A',
          expr,
          legendFormat: legend,
          datasource: DATASOURCE,
          editorMode: 'code',
          range: kind === 'timeseries',
          instant: kind !== 'timeseries',
          format: isTable ? 'table' : 'time_series',
        }) as const,
    ),
    fieldConfig: {
      defaults: { unit, min: 0, thresholds: { mode: 'absolute', steps } },
      overrides: [],
    },
    options:
      kind === 'timeseries'
        ? {
            legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
            tooltip: { mode: 'multi', sort: 'desc' },
          }
        : kind === 'stat'
          ? { reduceOptions: { calcs: ['lastNotNull'], values: false }, colorMode: 'value', textMode: 'auto' }
          : { showHeader: true },
  } as const;
}
