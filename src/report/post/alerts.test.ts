import { describe, expect, it } from 'vitest';
import type { AlertLook, SeenAlert } from '../../core/alert/seen-alert.ts';
import { instant } from '../../core/kernel/instant.ts';
import { NOON } from '../../testing/builders.ts';
import { alertBasis, monitoringAlerts } from './alerts.ts';

const SOURCE = 'Alertmanager';
const alert = (name: string, more: Partial<SeenAlert> = {}): SeenAlert => ({
  ...{ name, severity: 'page', since: NOON, summary: 'too slow' },
  ...more,
});
const seen = (after: number, ...alerts: readonly SeenAlert[]): AlertLook => ({
  ...{ type: 'AlertsSeen', source: SOURCE, at: instant(NOON + after), alerts },
});
const unseen = (after: number): AlertLook => ({
  ...{ type: 'AlertsUnseen', source: SOURCE, at: instant(NOON + after), why: 'ECONNREFUSED' },
});
const lines = (...measured: readonly AlertLook[]) => monitoringAlerts({ measured, events: [] }, [SOURCE]);

describe('alerts of a monitoring system', () => {
  it('stand in the report with their time, and whether the release can have brought them', () => {
    const [old, brought] = [alert('Old'), alert('New')];

    expect(lines(seen(0, old), seen(15_000, old, brought), seen(30_000, brought))).toEqual([
      '2026-11-20T12:00:00.000Z Alertmanager alert Old (page): too slow, gone at 2026-11-20T12:00:30.000Z, which fired before it was first looked',
      '2026-11-20T12:00:00.000Z Alertmanager alert New (page): too slow, still firing',
    ]);
  });

  it('are told also where somebody silenced them', () => {
    expect(lines(seen(0), seen(15_000, alert('Slow', { muted: 'silenced' })))).toEqual([
      '2026-11-20T12:00:00.000Z Alertmanager alert Slow (page): too slow, silenced, still firing',
    ]);
  });

  it('are none only where it could be asked', () => {
    expect(lines(seen(0))).toEqual([]);
    expect(lines()).toEqual(['Alertmanager was never asked which alerts fire: that is unknown']);
    expect(lines(unseen(0))).toEqual([
      '2026-11-20T12:00:00.000Z Alertmanager could not be asked which alerts fire, so that is unknown: ECONNREFUSED',
    ]);
    expect(lines(seen(0), unseen(15_000), seen(45_000))).toEqual([
      '2026-11-20T12:00:15.000Z Alertmanager could not be asked which alerts fire until 2026-11-20T12:00:45.000Z, so that is unknown: ECONNREFUSED',
    ]);
  });

  it('that were last told before it fell silent are not called firing still', () => {
    expect(lines(seen(0, alert('Slow')), unseen(15_000))[0]).toContain(
      'Slow (page): too slow, firing when it was last told',
    );
  });

  it('have a basis: who was asked, and whether that is all that can be known', () => {
    expect(alertBasis({ measured: [seen(0)] }, [])).toContain('no monitoring system is named to be asked');
    expect(alertBasis({ measured: [seen(0)] }, [SOURCE])).toBe('Alerts: our own holds and triggers, and Alertmanager');
    expect(alertBasis({ measured: [seen(0), unseen(1)] }, [SOURCE])).toContain('(not known for all of the time)');
    expect(alertBasis({ measured: [] }, [SOURCE])).toContain('(not known for all of the time)');
  });
});
