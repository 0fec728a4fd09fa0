import { describe, expect, it } from 'vitest';
import { recordedHistory } from '../testing/recorded-history.ts';
import type { DeploymentRecord } from './record.ts';
import { type ReportKind, reportFrom } from './report.ts';
import { markdownOf } from './write.ts';

const history = recordedHistory();
const { good, bad } = history;
const markdown = (kind: ReportKind, record: DeploymentRecord): string => {
  const report = reportFrom(kind, record);
  return report === null ? '' : markdownOf(report);
};

describe('the reports of a recorded history', () => {
  it.each([
    ['staging', 'good'],
    ['plan', 'good'],
    ['post', 'good'],
    ['plan', 'first'],
    ['post', 'bad'],
    ['incident', 'bad'],
    ['runbook', 'bad'],
    ['runbook', 'good'],
  ] as const)('writes %s of the %s one as it always did, byte for byte', async (kind, which) => {
    await expect(markdown(kind, history[which])).toMatchFileSnapshot(`fixtures/${which}-${kind}.md`);
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
    const begun = { ...good, events: good.events.slice(0, 1) };

    for (const kind of ['staging', 'plan', 'post', 'incident', 'runbook'] as const)
      expect(reportFrom(kind, begun)).toBeNull();
  });

  it('has no incident to tell of where nothing was taken back', () => {
    expect(reportFrom('incident', good)).toBeNull();
  });

  it('cites for each line of an incident the entry of the record that says it', () => {
    const report = reportFrom('incident', bad);
    const { events } = bad;
    const timeline = report?.kind === 'incident' ? report.timeline : [];

    expect(timeline.length).toBeGreaterThan(8);
    for (const { entry, at } of timeline) expect(new Date(events[entry - 1]?.at ?? 0).toISOString()).toBe(at);
  });

  it('puts incidents of before into a runbook, newest first, five at most', () => {
    const past = Array.from({ length: 7 }, () => bad.events);
    const report = reportFrom('runbook', { ...good, past });

    expect(report?.kind === 'runbook' ? report.incidents : []).toHaveLength(5);
  });

  it('never takes a check that did not run for one that passed', () => {
    expect(markdown('staging', good)).toMatch(/### Performance\n\n- Not tested\n\n### Security\n\n- Not tested/);
  });
});
