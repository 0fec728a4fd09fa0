import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../core/deployment/event.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import type { DeploymentRecord } from './record.ts';
import { markdownOf, reportFrom } from './report.ts';

const HISTORY = join(import.meta.dirname, '../../test/journals/0.1-storefront.ndjson');

interface Line {
  readonly stream: string;
  readonly type: string;
  readonly body: object;
}

const lines = readFileSync(HISTORY, 'utf8')
  .trimEnd()
  .split('\n')
  .slice(0, -1)
  .map((line) => JSON.parse(line) as Line);
const of = <T>(stream: string): readonly T[] =>
  lines.filter((line) => line.stream === stream).map(({ type, body }) => ({ type, ...body }) as T);
const ids = [...new Set(lines.map((line) => line.stream).filter((stream) => stream.startsWith('deployment/')))].map(
  (stream) => stream.slice(11),
);
const [first = '', good = '', bad = ''] = ids;
const recordOf = (id: string): DeploymentRecord => ({
  events: of<DeploymentEvent>(`deployment/${id}`),
  measured: of<JudgingRecord>(`measurements/${id}`),
});
const markdown = (kind: 'staging' | 'plan' | 'post', id: string): string => {
  const report = reportFrom(kind, recordOf(id));
  return report === null ? '' : markdownOf(report);
};

describe('the reports of a recorded history', () => {
  it.each([
    ['staging', good],
    ['plan', good],
    ['post', good],
    ['plan', first],
    ['post', bad],
  ] as const)('writes %s of %s as it always did, byte for byte', async (kind, id) => {
    const which = { [first]: 'first', [good]: 'good', [bad]: 'bad' }[id];
    await expect(markdown(kind, id)).toMatchFileSnapshot(`fixtures/${which}-${kind}.md`);
  });

  it('keeps the seed’s headings in the seed’s order, ours after them', () => {
    const headings = (text: string) => text.split('\n').filter((line) => line.startsWith('#'));

    expect(headings(markdown('staging', good)).slice(0, 5)).toEqual([
      '## Staging Validation Report',
      '### Functional Tests',
      '### Performance',
      '### Security',
      '### Recommendation',
    ]);
    expect(headings(markdown('plan', good)).slice(0, 4)).toEqual([
      '## Production Deployment Plan',
      '### Strategy: Canary',
      '### Stages',
      '### Rollback Plan',
    ]);
    expect(headings(markdown('post', good)).slice(0, 5)).toEqual([
      '## Post-Deployment Report',
      '### Deployment Status: ✅ COMPLETE',
      '### Metrics (8 seconds post-deploy)',
      '### Alerts',
      '### Recommendation',
    ]);
  });

  it('says of a rollback its cause, its seconds and its root cause', () => {
    const text = markdown('post', bad);

    expect(text).toContain('### Deployment Status: ❌ ROLLED BACK');
    expect(text).toMatch(/- Cause: gate: error_rate .* not error_rate < 3%/);
    expect(text).toMatch(/- Traffic back after 0\.\d s, stable verified after \d\.\d s \(target < 10\.0 s\)/);
    expect(text).toContain('- Root cause: parcel.js reads the weight');
  });

  it('has nothing to report on before there is something', () => {
    const begun = { ...recordOf(good), events: recordOf(good).events.slice(0, 1) };

    expect([reportFrom('staging', begun), reportFrom('plan', begun), reportFrom('post', begun)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('never takes a check that did not run for one that passed', () => {
    expect(markdown('staging', good)).toMatch(/### Performance\n\n- Not tested\n\n### Security\n\n- Not tested/);
  });
});
