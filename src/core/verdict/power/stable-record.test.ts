import { describe, expect, it } from 'vitest';
import { type Measurement, NO_VALUES, type TrackMeasurement } from '../measurement.ts';
import { stableRecordOf } from './stable-record.ts';

const counts = (requests: number, errors = 0): TrackMeasurement => ({
  kind: 'counts',
  requests,
  errors,
  latency: { kind: 'own', counts: requests === 0 ? [] : [[2_228, requests]] },
});

const tick = (stable: TrackMeasurement, candidate: TrackMeasurement = counts(0)): Measurement => ({
  ...{ source: 'test', cursor: '', sourceTime: 0, covers: 1, values: NO_VALUES, routed: null },
  tracks: { stable, candidate },
});

describe('what is known of stable', () => {
  it('is nothing while it has answered no request', () => {
    expect(stableRecordOf([])).toBeNull();
    expect(stableRecordOf([tick(counts(0)), tick(counts(0), counts(5))])).toBeNull();
  });

  it('begins with the first request, and counts silence after it', () => {
    const record = stableRecordOf([
      tick(counts(0)),
      tick(counts(0)),
      tick(counts(8, 2)),
      tick(counts(0)),
      tick(counts(4)),
    ]);

    expect(record).toMatchObject({ seconds: 3, arrivals: 12, requests: 12, errors: 2, latency: { total: 12 } });
  });

  it('takes what an earlier candidate answered for traffic, and for nothing else', () => {
    const record = stableRecordOf([tick(counts(6, 1), counts(4, 4)), tick(counts(0), counts(10, 9))]);

    expect(record).toMatchObject({ seconds: 2, arrivals: 20, requests: 6, errors: 1, latency: { total: 6 } });
  });

  it('leaves out what the source had nothing to say of', () => {
    const absent: TrackMeasurement = { kind: 'absent', why: 'timeout', detail: '' };

    expect(stableRecordOf([tick(counts(5)), tick(absent), tick(counts(5), absent)])).toMatchObject({
      seconds: 2,
      requests: 10,
    });
  });
});
