import { expect, it } from 'vitest';
import { instant } from '../../core/kernel/instant.ts';
import { NOON } from '../../testing/builders.ts';
import { monitoringAlerts } from './alerts.ts';

it('alerts of a monitoring system stand in the report with their time, and whether the release can have brought them', () => {
  const alert = (name: string) => ({ name, severity: 'page', since: NOON, summary: 'too slow' });
  const seen = (after: number, ...names: readonly string[]) =>
    ({ type: 'AlertsSeen', source: 'prometheus', at: instant(NOON + after), alerts: names.map(alert) }) as const;

  const lines = monitoringAlerts({ measured: [seen(0, 'Old'), seen(15_000, 'Old', 'New'), seen(30_000, 'New')] });

  expect(lines).toEqual([
    '2026-11-20T12:00:00.000Z prometheus alert Old (page): too slow, gone at 2026-11-20T12:00:30.000Z, which fired before it was first looked',
    '2026-11-20T12:00:00.000Z prometheus alert New (page): too slow, still firing',
  ]);
});
