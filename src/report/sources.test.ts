import { expect, it } from 'vitest';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import { sourceTroubles } from './sources.ts';

const health = (source: string, why: 'timeout' | 'empty' | null, detail = ''): JudgingRecord => ({
  type: 'SourceHealthChanged',
  ...{ source, why, detail },
});

it('tells the trouble of each source in its own words, and how often it came', () => {
  const measured = [
    health('prom', 'timeout', 'no answer within 5 s'),
    health('prom', null),
    health('prom', 'timeout', 'no answer within 5 s'),
    health('till', 'empty', 'no value of orders'),
  ];

  expect(sourceTroubles({ events: [], measured })).toEqual([
    'Metric source prom had no data (timeout): no answer within 5 s, 2 times',
    'Metric source till had no data (empty): no value of orders',
  ]);
});

it('says nothing of sources that delivered', () => {
  expect(sourceTroubles({ events: [], measured: [health('prom', null)] })).toEqual([]);
});
