import { type PanelWish, panelsOf } from './panel.ts';

/** What makes one dashboard. */
export interface DashboardWish {
  readonly uid: string;
  readonly title: string;
  readonly what: string;
  readonly panels: readonly PanelWish[];
  /** Labels that are chosen at the top, each from the values of a metric. */
  readonly choices: readonly { readonly name: string; readonly query: string; readonly multi: boolean }[];
}

/** A dashboard as Grafana imports it: with the region annotations that stages leave. */
export function dashboardOf({ uid, title, what, panels, choices }: DashboardWish) {
  return {
    ...{ uid, title, description: what },
    tags: ['plimsoll'],
    timezone: 'browser',
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    schemaVersion: 39,
    time: { from: 'now-6h', to: 'now' },
    annotations: {
      list: [
        {
          name: 'Stages and rollbacks',
          enable: true,
          iconColor: 'blue',
          datasource: { type: 'grafana', uid: '-- Grafana --' },
          target: { limit: 100, matchAny: false, tags: ['plimsoll'], type: 'tags' },
        },
      ],
    },
    templating: {
      list: [
        {
          name: 'datasource',
          type: 'datasource',
          label: 'Source',
          query: 'prometheus',
          multi: false,
          includeAll: false,
        },
        ...choices.map(
          ({ name, query, multi }) =>
            ({
              name,
              type: 'query',
              label: name,
              query,
              multi,
              includeAll: multi,
              datasource: { type: 'prometheus', uid: DATASOURCE },
              refresh: 2,
              sort: 1,
            }) as const,
        ),
      ],
    },
    panels: panelsOf(panels),
  } as const;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana reads it
const DATASOURCE = '${datasource}';
