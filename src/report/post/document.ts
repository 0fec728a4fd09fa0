import { amountOr } from '../amount.ts';
import { type Block, heading, type Line, list, paragraph, table, title } from '../document/block.ts';
import { change } from '../wording.ts';
import type { PostReport } from './model.ts';
import { restorationDocument } from './restoration.ts';

/** The seed's report first, in its order; what we add stands after it under headings of its own. */
export function postDocument(report: PostReport): readonly Block[] {
  if (report.restoration !== undefined) return restorationDocument(report, report.restoration);
  return [
    title('Post-Deployment Report'),
    heading(`Deployment Status: ${statusText(report.status)}`),
    heading(`Metrics (${report.after} post-deploy)`),
    table(
      ['Metric', 'Before', 'After', 'Change'],
      report.metrics.map(({ label, unit, before, after }) => [
        label,
        amountOr(before, unit, 'no data'),
        amountOr(after, unit, 'no data'),
        change(before, after),
      ]),
    ),
    heading('Alerts'),
    list(report.alerts.length === 0 ? ['None triggered'] : report.alerts),
    heading('Recommendation'),
    paragraph(RECOMMENDATIONS[report.recommendation]),
    ...report.more,
  ];
}

function statusText(status: PostReport['status']): string {
  switch (status.state) {
    case 'complete':
      return '✅ COMPLETE';
    case 'rolled-back':
      return '❌ ROLLED BACK';
    case 'restored':
      return '✅ RESTORED';
    case 'under-way':
      return `… ${status.phase}${status.signal === null ? '' : ` (${status.signal})`}`;
  }
}

const RECOMMENDATIONS: Readonly<Record<PostReport['recommendation'], Line>> = {
  stable: 'Deployment successful. Marking as stable.',
  'deploy-again': 'Rolled back. The root cause is recorded; deploy again once it is mended.',
  'find-root-cause': [
    'Rolled back or going back. Find the root cause and answer ',
    { code: 'after-rollback' },
    ': production is on hold until then.',
  ],
  'none-yet': 'Under way: nothing to recommend yet.',
};
