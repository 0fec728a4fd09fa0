import { amountOr, spokenMetric } from '../amount.ts';
import {
  type Block,
  foreign,
  heading,
  type Line,
  list,
  paragraph,
  type Span,
  table,
  title,
} from '../document/block.ts';
import type { StagingReport } from './model.ts';

type Outcome = StagingReport['performance']['outcome'];
type Scan = NonNullable<StagingReport['security']['vulnerabilities']>;
type Figure = StagingReport['performance']['figures'][number];

/** The seed's report first, its fields in its order; what we add stands after it under headings of its own. */
export function stagingDocument(report: StagingReport): readonly Block[] {
  return [
    title('Staging Validation Report'),
    heading('Functional Tests'),
    list(report.functional.length === 0 ? ['Not tested'] : report.functional.map(functionalLine)),
    heading('Performance'),
    performanceBlock(report.performance),
    heading('Security'),
    list(securityLines(report.security)),
    heading('Recommendation'),
    paragraph(recommendation(report.recommendation)),
    ...report.more,
  ];
}

function functionalLine(one: StagingReport['functional'][number]): Line {
  if ('outcome' in one) {
    const [said, ...more] = outcomeSpans(one.outcome);
    return [{ foreign: one.name }, `: ${said.toLowerCase()}`, ...more];
  }
  const { name, passed, total, skipped, flaky } = one;
  return [
    { foreign: name },
    `: ${passed}/${total} passed${skipped > 0 ? `, ${skipped} skipped` : ''}${flaky > 0 ? `, ${flaky} flaky` : ''}`,
  ];
}

/** How it came out in words of ours, and what failed in the words of whatever ran. */
function outcomeSpans(outcome: Outcome): readonly [string, ...Span[]] {
  switch (outcome.state) {
    case 'not-tested':
      return ['Not tested'];
    case 'passed':
      return ['Passed'];
    case 'failed':
      return ['Failed: ', foreign(outcome.problem)];
  }
}

const performanceBlock = ({ outcome, figures }: StagingReport['performance']): Block =>
  figures.length === 0
    ? list([[...outcomeSpans(outcome)]])
    : table(['Metric', 'Baseline', 'Current', 'Status'], figures.map(figureRow));

const STATUS: Readonly<Record<Figure['state'], string>> = {
  within: '✅',
  outside: '❌',
  'no-baseline': '… no baseline',
  'not-measured': '❌ not measured',
  'not-limited': '– no limit',
};

const figureRow = ({ metric, unit, baseline, current, state }: Figure): readonly string[] => [
  spokenMetric(metric),
  amountOr(baseline, unit, 'none'),
  amountOr(current, unit, 'not measured'),
  STATUS[state],
];

function securityLines({ outcome, vulnerabilities, dependencies }: StagingReport['security']): readonly Line[] {
  const lines: Line[] = [
    ...(vulnerabilities === null ? [] : [['Vulnerability scan: ', ...scanSpans(vulnerabilities)]]),
    ...(dependencies === null ? [] : [['Dependency audit: ', ...auditSpans(dependencies)]]),
  ];
  return lines.length === 0 ? [[...outcomeSpans(outcome)]] : lines;
}

function scanSpans(scan: Scan): readonly Span[] {
  if (scan.state === 'unavailable') return unavailable(scan);
  const shown = scan.counts.filter(
    ({ severity, total }) => severity === 'critical' || severity === 'high' || total > 0,
  );
  return [shown.map(countText).join(', ') + suppressedText(scan.suppressed)];
}

function countText({ severity, total, fresh }: Extract<Scan, { state: 'read' }>['counts'][number]): string {
  const text = `${total} ${severity}`;
  if (total === 0) return text;
  if (fresh === null) return `${text} (no baseline)`;
  return `${text} (${fresh === 0 ? 'existing' : `${fresh} new`})`;
}

function auditSpans(scan: Scan): readonly Span[] {
  if (scan.state === 'unavailable') return unavailable(scan);
  const hasBaseline = scan.counts.every(({ fresh }) => fresh !== null);
  const counted = scan.counts.map(({ severity, total, fresh }) => ({
    severity,
    count: hasBaseline ? (fresh ?? 0) : total,
  }));
  const found = counted.filter(({ count }) => count > 0);
  const name = hasBaseline ? 'new vulnerabilities' : 'vulnerabilities';
  const list = found.map(({ severity, count }) => `${count} ${severity}`).join(', ');
  const text = found.length === 0 ? `No ${name}` : `${list} ${name}`;
  return [`${text}${hasBaseline || found.length === 0 ? '' : ' (no baseline)'}${suppressedText(scan.suppressed)}`];
}

const unavailable = ({ why }: { readonly why: string }): readonly Span[] => [
  '❌ Scanner unavailable (',
  foreign(why),
  ')',
];

const suppressedText = (count: number): string => (count === 0 ? '' : `, ${count} suppressed`);

function recommendation({ state, why }: StagingReport['recommendation']): Line {
  switch (state) {
    case 'ready':
      return '✅ Ready for production promotion';
    case 'not-ready':
      return ['❌ Not ready: ', foreign(why ?? 'no reason given')];
    case 'undecided':
      return `… Not decided yet: ${why}`;
  }
}
