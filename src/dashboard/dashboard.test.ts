import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import { describe, expect, it } from 'vitest';
import { METRICS } from '../telemetry/metric-names.ts';
import { ALERT_RULES, alertRulesText } from './alert-rules.ts';
import { fleetDashboard } from './fleet.ts';
import { unitDashboard } from './unit.ts';

/** A type of Grafana’s own as plain data: its enumerations by their values, its lists as they are read. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends number
    ? number
    : T extends readonly (infer Item)[]
      ? readonly Plain<Item>[]
      : T extends object
        ? { readonly [Key in keyof T as T[Key] extends (...of: never) => unknown ? never : Key]: Plain<T[Key]> }
        : T;

type PlainPanel = Plain<Omit<Panel, 'targets'>> & { readonly targets: readonly Plain<Dataquery>[] };
type PlainDashboard = Plain<Omit<Dashboard, 'panels'>> & { readonly panels: readonly PlainPanel[] };

// The compiler reads these against what Grafana’s own package says a dashboard is.
const DASHBOARDS: readonly PlainDashboard[] = [fleetDashboard(), unitDashboard()];

describe.each(DASHBOARDS.map((one) => [one.uid ?? '', one] as const))(
  'the dashboard %s',
  (_, { panels, templating }) => {
    it('has panels of their own number, each with what it shows and a question', () => {
      expect(panels.length).toBeGreaterThan(5);
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      for (const { title, description, targets } of panels) {
        expect([title, description]).not.toContain('');
        expect(targets.length).toBeGreaterThan(0);
        expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      }
    });

    it('puts no panel upon another, and none beyond the edge', () => {
      const taken = new Set<string>();
      for (const { gridPos } of panels) {
        const { x = 0, y = 0, w = 0, h = 0 } = gridPos ?? {};
        expect(x + w).toBeLessThanOrEqual(24);
        for (let column = x; column < x + w; column += 1) {
          for (let row = y; row < y + h; row += 1) {
            expect(taken.has(`${column}/${row}`)).toBe(false);
            taken.add(`${column}/${row}`);
          }
        }
      }
    });

    it('asks whatever Prometheus is chosen at its top', () => {
      expect(templating.list?.[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana reads it
      for (const { datasource } of panels) expect(datasource?.uid).toBe('${datasource}');
    });
  },
);

describe('questions', () => {
  it('name metrics of ours alone', () => {
    const asked = [
      ...DASHBOARDS.flatMap(({ panels }) => panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))),
      ...ALERT_RULES.map(({ expr }) => expr),
    ].join(' ');
    const named = new Set(
      asked.match(/plimsoll_[a-z0-9_]+/g)?.map((name) => name.replace(/_(?:bucket|count|sum)$/, '')),
    );

    const ours: readonly string[] = Object.values(METRICS);
    expect(named.size).toBeGreaterThan(10);
    for (const name of named) expect(ours).toContain(name);
  });
});

describe('the alert rules', () => {
  it('say to whom they matter, what is wrong and what to do', () => {
    for (const { summary, what, severity } of ALERT_RULES) {
      expect(['page', 'ticket']).toContain(severity);
      expect(summary).not.toBe('');
      expect(what).toMatch(/plimsoll [a-z]+/);
    }
    expect(alertRulesText().match(/- alert: /g)).toHaveLength(ALERT_RULES.length);
  });
});
