import { describe, expect, it } from 'vitest';
import { bucketOf } from '../../../core/verdict/histogram.ts';
import { rowsIn } from '../../shared/haproxy/stat-rows.ts';
import { countersIn } from './counters.ts';
import { increment } from './increment.ts';
import { positionIn, positionText } from './position.ts';
import { timesIn } from './times.ts';

const counted = (requests: number, errors: number, routed = requests) => ({ requests, errors, routed });
const counts = (requests: number, errors: number) => ({ kind: 'counts', requests, errors, latency: null });

it('counts what came since, and after a start all that there is', () => {
  expect(increment(counted(10, 2), counted(15, 3, 17), 0, 'b')).toEqual({
    measured: counts(5, 1),
    routed: 7,
    owed: 0,
  });
  expect(increment(null, counted(15, 3), 0, 'b').measured).toEqual(counts(15, 3));
});

it('never tells a negative number after the counters were cleared', () => {
  expect(increment(counted(10, 2), counted(4, 3), 1, 'b')).toEqual({ measured: counts(4, 3), routed: 4, owed: 0 });
});

it('tells no more errors than requests, and the rest with the requests that they belong to', () => {
  const first = increment(counted(10, 0), counted(11, 3), 0, 'b');

  expect(first).toMatchObject({ measured: counts(1, 1), owed: 2 });
  expect(increment(counted(11, 3), counted(14, 3), first.owed, 'b')).toMatchObject({ measured: counts(3, 2), owed: 0 });
});

it('calls a track absent that HAProxy does not have, never zero', () => {
  expect(increment(counted(1, 0), null, 0, 'shop-stable').measured).toEqual({
    kind: 'absent',
    why: 'empty',
    detail: 'HAProxy has no backend shop-stable',
  });
});

it('finds columns by their names, whatever a version appends or leaves out', () => {
  const text = [
    '# pxname,svname,stot,type,hrsp_5xx,hrsp_2xx,hrsp_other,srv_abrt,new',
    'shop-stable,BACKEND,9,1,2,5,1,1,x',
    'shop-stable,odd,9,7,2,5,1,1,x',
    '',
  ].join('\n');
  const rows = rowsIn(text) ?? [];

  expect(rows.map(({ proxy, kind }) => [proxy, kind])).toEqual([['shop-stable', 'backend']]);
  // Whoever left before an answer began is in hrsp_other and counts nowhere.
  expect(rows.map(countersIn)).toEqual([{ requests: 7, errors: 3, routed: 9 }]);
  expect(rowsIn('Unknown command')).toBeUndefined();
});

it('goes on from a position that was written down, and refuses one that was not', () => {
  const position = {
    ...{ boot: '71', at: 5, owed: { stable: 1, candidate: 0 } },
    tracks: { stable: counted(3, 2, 4), candidate: null },
    lastLine: null,
  };

  expect(positionIn(positionText(position))).toEqual(position);
  const withLine = { ...position, lastLine: '9/shop-stable/4/200' };
  expect(positionIn(positionText(withLine))).toEqual(withLine);
  expect(() => positionIn('yesterday')).toThrow(/is no position/);
});

describe('the log of HAProxy', () => {
  const LINES = [
    'plimsoll=0/shop-stable/4/200',
    '10.0.0.1 "GET / HTTP/1.1" plimsoll=1/shop-candidate/310/500',
    'plimsoll=2/shop-stable/4/404',
    'plimsoll=3/shop-stable/9/-1',
    'plimsoll=4/other-stable/9/200',
    'plimsoll=5/shop-stable/-1/200',
    'something else',
    '',
  ];
  const text = LINES.join('\n');
  const bucket = (duration: number) => bucketOf(duration) ?? -1;

  it('tells how long each request of a track took, whatever else stands in it', () => {
    const { last, tracks } = timesIn(text, 'shop', null);

    expect(tracks).toEqual({ stable: [[bucket(4), 2]], candidate: [[bucket(310), 1]] });
    expect(last).toBe('5/shop-stable/-1/200');
  });

  it('is read on from the line that was read last, each line once', () => {
    const { last } = timesIn(LINES.slice(0, 2).join('\n'), 'shop', null);

    expect(timesIn(text, 'shop', last).tracks).toEqual({ stable: [[bucket(4), 1]], candidate: [] });
    expect(timesIn(text, 'shop', '5/shop-stable/-1/200').tracks).toEqual({ stable: [], candidate: [] });
  });

  it('is a sample where it has lost that line, and forgets none where it is empty', () => {
    expect(timesIn(text, 'shop', '77/shop-stable/1/200').tracks.candidate).toHaveLength(1);
    expect(timesIn('', 'shop', '77/shop-stable/1/200')).toEqual({
      last: '77/shop-stable/1/200',
      tracks: { stable: [], candidate: [] },
    });
  });
});
