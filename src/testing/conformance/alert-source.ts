import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertSource } from '../../ports/alert-source.ts';
import { DriverError } from '../../ports/driver-error.ts';

/** An alert as its rule makes it. */
export interface FiringAlert {
  readonly labels: Readonly<Record<string, string>> & { readonly alertname: 'Slow' | 'Down' };
  readonly summary: string;
}

/** What a monitoring system brings to its suite. */
export interface AlertSourceRig {
  /** Asks for alerts that bear these labels. */
  make(labels: Readonly<Record<string, string>>): AlertSource;
  /** Lets these fire and no others, and returns when the system knows. */
  fire(...alerts: readonly FiringAlert[]): Promise<void>;
  /** Lets it answer no more. */
  goAway(): Promise<void>;
  tearDown(): Promise<void>;
}

const SLOW: FiringAlert = { labels: { alertname: 'Slow', app: 'checkout', severity: 'page' }, summary: 'too slow' };
const DOWN: FiringAlert = { labels: { alertname: 'Down', app: 'search' }, summary: 'not there' };

/** The rules of everything that says which alerts fire. */
export function alertSourceConformance(name: string, setUp: () => Promise<AlertSourceRig>): void {
  describe(`alerts of ${name}`, () => {
    let rig: AlertSourceRig;
    const { signal } = new AbortController();
    const firing = (labels: Readonly<Record<string, string>> = {}) => rig.make(labels).firing(signal);
    const names = async (labels?: Readonly<Record<string, string>>) =>
      (await firing(labels)).map((alert) => alert.name).toSorted();

    beforeEach(async () => {
      rig = await setUp();
    });
    afterEach(() => rig.tearDown());

    it('are told with name, severity, words and since when', async () => {
      const before = Date.now();
      await rig.fire(SLOW);

      const [alert, ...more] = await firing();

      expect(more).toEqual([]);
      expect(alert).toMatchObject({ name: 'Slow', severity: 'page', summary: 'too slow' });
      expect(alert?.muted).toBeUndefined();
      // A system may begin an alert at the evaluation before.
      expect(alert?.since).toBeGreaterThan(before - 60_000);
      expect(alert?.since).toBeLessThanOrEqual(Date.now() + 1_000);
    });

    it('are those that bear all labels that were asked for', async () => {
      await rig.fire(SLOW, DOWN);

      expect(await names()).toEqual(['Down', 'Slow']);
      expect(await names({ app: 'search' })).toEqual(['Down']);
      expect(await names({ app: 'checkout', severity: 'page' })).toEqual(['Slow']);
      expect(await names({ app: 'check"out\\' })).toEqual([]);
    });

    it('are none where none fires, and none any more when they are over', async () => {
      expect(await firing()).toEqual([]);
      await rig.fire(SLOW, DOWN);
      await rig.fire(DOWN);

      expect(await names()).toEqual(['Down']);
    });

    it('are unknown, and not none, when it does not answer', async () => {
      await rig.goAway();

      await expect(firing()).rejects.toBeInstanceOf(DriverError);
    });

    it('are asked for no longer than whoever asks wants to wait', async () => {
      await expect(rig.make({}).firing(AbortSignal.abort())).rejects.toBeInstanceOf(DriverError);
    });
  });
}
