import { describe, expect, it } from 'vitest';
import { readRecord } from './read-record.ts';

const sample = (line: object) => {
  const read = readRecord({ t: 12, track: 'candidate', ...line });
  return 'record' in read && read.record.kind === 'track' ? read.record : read;
};
const absence = (line: object) => {
  const read = sample(line);
  return 'absence' in read ? read.absence?.why : read;
};
const problem = (line: unknown) => {
  const read = readRecord(line);
  return 'problem' in read ? [read.problem.path.join('.'), read.problem.code] : read;
};

describe('a record', () => {
  it('holds requests and errors of a track at a time', () => {
    expect(readRecord({ t: 12, track: 'stable', requests: 950, errors: 1 })).toEqual({
      record: {
        ...{ kind: 'track', t: 12, track: 'stable', source: 'replay', sourceTime: null, counter: false },
        ...{ counts: { requests: 950, errors: 1 }, latency: null, routed: null, values: null, absence: null },
      },
      unknown: [],
    });
  });

  it('carries only what it names when requests and errors are not among it', () => {
    expect(sample({ router_requests: 7 })).toMatchObject({ counts: null, routed: 7, absence: null });
    expect(sample({ values: { orders: 31.5 } })).toMatchObject({ counts: null, values: { orders: 31.5 } });
  });

  it('may be a jump of the wall clock or a restart', () => {
    expect(readRecord({ t: 30, clock_jump_s: 3600 })).toMatchObject({
      record: { kind: 'clock-jump', t: 30, seconds: 3600 },
    });
    expect(readRecord({ t: 31, restart: true })).toMatchObject({ record: { kind: 'restart', t: 31 } });
  });

  it('takes the time of arrival where its source does not know our clock', () => {
    expect(readRecord({ track: 'stable', requests: 1, errors: 0 }, 7.5)).toMatchObject({ record: { t: 7.5 } });
  });

  it('names the keys that nobody knows', () => {
    expect(readRecord({ t: 1, track: 'stable', requests: 1, errors: 0, colour: 'red', x: 1 })).toMatchObject({
      unknown: ['colour', 'x'],
    });
  });

  it('has one of four reasons to be absent, with a detail', () => {
    expect(sample({ absent: 'timeout', detail: '5 s' })).toMatchObject({ absence: { why: 'timeout', detail: '5 s' } });
    expect(problem({ t: 1, track: 'stable', absent: 'gone' })).toEqual(['absent', 'record-type']);
  });
});

describe('an impossible value makes the record absent', () => {
  it.each([
    ['null', { requests: null, errors: 0 }],
    ['negative', { requests: -1, errors: 0 }],
    ['not whole', { requests: 1.5, errors: 0 }],
    ['infinite', { requests: Infinity, errors: 0 }],
    ['no number', { requests: Number.NaN, errors: 0 }],
    ['errors > requests', { requests: 3, errors: 4 }],
    ['a latency below 0', { requests: 2, errors: 0, latency_ms: [1, -1] }],
    ['a latency that is null', { requests: 2, errors: 0, latency_ms: [1, null] }],
    ['more latencies than requests', { requests: 1, errors: 0, latency_ms: [1, 2] }],
    ['a count below 0', { requests: 1, errors: 0, histogram: { edges_ms: [1], counts: [1, -1] } }],
  ])('%s', (_, line) => {
    expect(absence(line)).toBe('nan');
  });

  it('but totals of errors may pass those of requests: only their growth is compared', () => {
    expect(sample({ requests: 3, errors: 4, counter: true })).toMatchObject({ absence: null });
  });

  it('and a value that is null is just not there', () => {
    expect(sample({ values: { orders: null, cpu: 3 } })).toMatchObject({ values: { cpu: 3 }, absence: null });
  });
});

describe('latencies', () => {
  const counts = (counts: number[], edges_ms = [50, 100, 250]) =>
    sample({ requests: 950, errors: 0, histogram: { edges_ms, counts } });

  it('may be fewer than the requests: a sample', () => {
    expect(sample({ requests: 50, errors: 1, latency_ms: [41.2, 180] })).toMatchObject({
      latency: { kind: 'raw', milliseconds: [41.2, 180] },
    });
  });

  it('are counted in one bucket more than there are edges, the last one above all', () => {
    expect(counts([500, 300, 140, 10])).toMatchObject({ latency: { counts: [500, 300, 140, 10] } });
  });

  it('with as many counts as edges have nothing above', () => {
    expect(counts([500, 300, 140])).toMatchObject({ latency: { counts: [500, 300, 140, 0] } });
  });

  it('with one count less than edges are fence posts with nothing outside', () => {
    expect(counts([300, 140])).toMatchObject({ latency: { counts: [0, 300, 140, 0] } });
  });

  it('with any other number of counts are a problem', () => {
    const histogram = { edges_ms: [50, 100, 250], counts: [1] };
    expect(problem({ t: 1, track: 'stable', requests: 1, errors: 0, histogram })).toEqual([
      'histogram.counts',
      'record-lengths',
    ]);
  });

  it('come one by one or in buckets, not both, and one by one they are no counter', () => {
    const histogram = { edges_ms: [50], counts: [1, 0] };
    const line = { t: 1, track: 'stable', requests: 1, errors: 0 };
    expect(problem({ ...line, histogram, latency_ms: [1] })).toEqual(['histogram', 'record-clash']);
    expect(problem({ ...line, counter: true, latency_ms: [1] })).toEqual(['latency_ms', 'record-clash']);
  });
});

describe('what is no record is a problem at its field', () => {
  const line = { t: 1, track: 'stable', requests: 1, errors: 0 };
  it.each([
    ['a list', [], '', 'record-type'],
    ['no time', { track: 'stable', requests: 1, errors: 0 }, '', 'record-missing'],
    ['a time before the stage', { ...line, t: -1 }, 't', 'record-type'],
    ['a time that is a text', { ...line, t: '1' }, 't', 'record-type'],
    ['no track', { t: 1, requests: 1, errors: 0 }, '', 'record-missing'],
    ['another track', { ...line, track: 'canary' }, 'track', 'record-type'],
    ['requests that are a text', { ...line, requests: '1' }, 'requests', 'record-type'],
    ['requests without errors', { t: 1, track: 'stable', requests: 1 }, 'requests', 'record-missing'],
    ['errors without requests', { t: 1, track: 'stable', errors: 1 }, 'errors', 'record-missing'],
    ['a source that is a number', { ...line, source: 3 }, 'source', 'record-type'],
    ['a source time that is null', { ...line, source_time: null }, 'source_time', 'record-type'],
    ['counter as a number', { ...line, counter: 1 }, 'counter', 'record-type'],
    ['a latency that is a text', { ...line, latency_ms: [1, '2'] }, 'latency_ms.1', 'record-type'],
    [
      'edges that fall',
      { ...line, histogram: { edges_ms: [2, 1], counts: [1, 0] } },
      'histogram.edges_ms.1',
      'record-type',
    ],
    ['no edges', { ...line, histogram: { edges_ms: [], counts: [1] } }, 'histogram', 'record-missing'],
    ['a value that is a text', { ...line, values: { orders: '3' } }, 'values.orders', 'record-type'],
    ['a jump with a track', { ...line, clock_jump_s: 1 }, 'clock_jump_s', 'record-clash'],
    ['a restart that is a number', { t: 1, restart: 1 }, 'restart', 'record-type'],
  ])('%s', (_, value, path, code) => {
    expect(problem(value)).toEqual([path, code]);
  });
});
