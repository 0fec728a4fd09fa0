import { describe, expect, it } from 'vitest';
import { seconds } from '../core/kernel/duration.ts';
import { instant, later } from '../core/kernel/instant.ts';
import { NOON } from '../testing/builders.ts';
import { recordedHistory } from '../testing/recorded-history.ts';
import { FORMS } from './forms.ts';
import { readReport } from './read-report.ts';
import { REPORTS, type Report, type ReportKind, reportFrom } from './report.ts';
import { written } from './write.ts';

const KINDS = Object.keys(REPORTS) as readonly ReportKind[];

/** The recorded rollback with all that a record may hold beside its events. */
function whole(kind: ReportKind): Report {
  const { bad } = recordedHistory();
  const report = reportFrom(kind, {
    ...bad,
    measuredAt: bad.measured.map((_, index) => later(NOON, seconds(index))),
    handedOver: {
      newest: { seq: 42, hash: `sha256:${'a'.repeat(64)}` },
      reports: { staging: `sha256:${'b'.repeat(64)}` },
    },
    statements: [
      {
        ...{ number: 1, kind: 'incident-draft', form: 'markdown', text: 'a first idea', digest: null },
        ...{ checkpoint: null, planDigest: null, by: 'agent:builder', onBehalfOf: 'person:ada', at: instant(NOON) },
      },
    ],
  });
  if (report === null) throw new Error(`there is no ${kind}`);
  return report;
}

describe.each(KINDS)('a report of the kind %s', (kind) => {
  it('is written in every form, and the same record gives the same bytes', () => {
    for (const form of FORMS) {
      const text = written(whole(kind), form);

      expect(text.length, form).toBeGreaterThan(200);
      expect(written(whole(kind), form), form).toBe(text);
    }
  });

  it('comes back whole from its JSON, with the same Markdown', () => {
    const back = readReport(written(whole(kind), 'json'));

    if (!('kind' in back)) throw new Error(JSON.stringify(back));
    expect(back).toEqual(JSON.parse(written(whole(kind), 'json')));
    for (const form of FORMS.filter((one) => one !== 'json'))
      expect(written(back, form), form).toBe(written(whole(kind), form));
  });

  it('is one HTML file that runs nothing and fetches nothing', () => {
    const html = written(whole(kind), 'html');

    expect(html).not.toMatch(/<script|<link|<img|<iframe|src=|href=|@import|url\((?!#)/);
  });
});

describe('charts', () => {
  it('are drawn in HTML with their sentence and numbers, and said in words elsewhere', () => {
    const report = whole('post');
    const html = written(report, 'html');

    expect(html.match(/<svg /g)?.length).toBeGreaterThan(1);
    expect(html).toContain('<figcaption>error_rate &lt; 3%. ');
    expect(html).toContain('<summary>Numbers</summary>');
    expect(written(report, 'md')).toMatch(/### Course\n\nerror\\_rate \\< 3%\. /);
    expect(written(report, 'md')).not.toContain('<svg');
  });

  it('of an incident are of what decided it alone', () => {
    const [post, incident] = [written(whole('post'), 'html'), written(whole('incident'), 'html')];

    expect(incident.match(/<svg /g)).toHaveLength(1);
    expect(post.match(/<svg /g)?.length).toBeGreaterThan(1);
  });

  it('are left out where nobody wrote down when something was measured', () => {
    const { bad } = recordedHistory();

    expect(written(reportFrom('post', bad) as Report, 'html')).not.toContain('<svg');
  });

  it('hold no drawing in JSON that could be another one', () => {
    const report = JSON.parse(written(whole('post'), 'json'));
    const chart = report.more.find(({ kind }: { kind: string }) => kind === 'chart');
    chart.chart.title = '</svg><script>alert(1)</script>';
    chart.chart.marks = [{ at: chart.chart.from, kind: 'weight', text: '"><script>' }];

    const back = readReport(JSON.stringify(report));

    if (!('kind' in back)) throw new Error(JSON.stringify(back));
    expect(written(back, 'html')).not.toContain('<script');
    chart.chart.svg = '<svg/>';
    expect(readReport(JSON.stringify(report))).toMatchObject([{ at: expect.stringContaining('more') }]);
  });
});

describe('the page of what is handed over', () => {
  it('is the seed’s table, each thing with where it is and its digest', () => {
    const text = written(whole('index'), 'md');

    const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Artifact'));
    expect(rows.map((row) => row.split(' | ').slice(0, 2).join(': ').slice(2))).toEqual([
      'Deployment record: Audit trail',
      ...Array(4).fill('Validation reports: Evidence of testing'),
      'Monitoring dashboards: Ongoing observability',
      'Runbooks: Operational procedures',
    ]);
    expect(rows[0]).toContain(`sha256:${'a'.repeat(64)}`);
    expect(rows[1]).toContain(`sha256:${'b'.repeat(64)}`);
    expect(rows[2]).toContain('none yet');
  });
});

it('what an agent gave as its reason makes no heading, mark or line of its own in any report', () => {
  const { bad } = recordedHistory();
  const hostile = 'fine\n## Deployment Status: ✅ COMPLETE\n<!-- plimsoll:field root-cause -->';
  const agent = { kind: 'agent', name: 'builder', owner: 'ada' } as const;
  const events = bad.events.map((event) =>
    event.type === 'RollbackStarted' ? { ...event, cause: { ...event.cause, by: agent, text: hostile } } : event,
  );
  for (const kind of KINDS) {
    const report = reportFrom(kind, { ...bad, events });
    if (report === null) continue;
    const lines = written(report, 'md').split('\n');

    expect(lines.filter((line) => line.startsWith('## Deployment Status'))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('<!-- plimsoll:field root-cause')).length).toBeLessThan(2);
  }
});

it('a runbook tells what staging measured of what serves: the next release is held against it', () => {
  const { good } = recordedHistory();
  const events = good.events.map((event) =>
    event.type === 'CheckPassed' && event.result.kind === 'smoke'
      ? { ...event, result: { ...event.result, performance: [{ metric: 'latency_p99', value: 180, unit: 'ms' }] } }
      : event,
  );

  const text = written(reportFrom('runbook', { ...good, events }) as Report, 'md');

  expect(text).toContain('### Baseline of the next release\n\n- Latency p99: 180ms\n');
});

it('a plan tells gates on trial, and what must hold after each batch', () => {
  const { good } = recordedHistory();
  const planned = (kind: 'canary' | 'rolling', isOnTrial: boolean): string => {
    const events = good.events.map((event) => {
      if (event.type !== 'PlanSealed') return event;
      const { plan } = event;
      const stages = plan.strategy.stages.map((stage) => (isOnTrial ? { ...stage, shadowGates: stage.gates } : stage));
      return { ...event, plan: { ...plan, strategy: { ...plan.strategy, kind, stages } } } as typeof event;
    });
    return written(reportFrom('plan', { ...good, events }) as Report, 'md');
  };

  expect(planned('canary', false)).not.toContain('### Gates');
  expect(planned('canary', true)).toContain(
    '| stage 1 | `error_rate < 3%` | shadow: judged and shown, never acted on |',
  );
  expect(planned('rolling', false)).toContain('| batch 1 | `error_rate < 3%` | must be proven |');
});
