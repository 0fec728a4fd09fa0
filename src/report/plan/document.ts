import { type Block, heading, type Line, list, paragraph, title } from '../document/block.ts';
import type { PlanReport } from './model.ts';

type Stage = PlanReport['stages'][number];

/** The seed's plan first, in its order; what we add stands after it under headings of its own. */
export function planDocument(report: PlanReport): readonly Block[] {
  return [
    title('Production Deployment Plan'),
    heading(`Strategy: ${report.strategy}`),
    heading('Stages'),
    {
      kind: 'steps',
      items: report.stages.map((stage, index) => stageStep(stage, report.stages[index - 1], report.bake)),
    },
    heading('Rollback Plan'),
    list(rollbackLines(report.rollback)),
    paragraph(consentLine(report.consent)),
    ...report.more,
  ];
}

function stageStep(
  { weight, duration, monitor, rollback_if }: Stage,
  before: Stage | undefined,
  bake: string,
): { text: Line; under: Line[] } {
  const share = `${weight}% traffic`;
  if (duration === null) {
    return { text: share, under: [`Continue monitoring for ${bake}`, 'Mark stable after validation period'] };
  }
  const isSame = before !== undefined && before.monitor.join() === monitor.join() && monitor.length > 0;
  return {
    text: `${share} for ${duration}`,
    under: [
      `Monitor: ${isSame ? 'same metrics' : monitor.join(', ') || 'triggers'}`,
      `Auto-rollback if: ${rollback_if.join(', ')}`,
    ],
  };
}

const MIGRATIONS = {
  none: 'None (backward compatible)',
  'backward-compatible': 'Backward compatible',
  blocking: 'Blocking',
} as const;

const TARGETS = {
  'previous-version': 'One-click rollback to previous version',
  'out-of-service': 'First release: a rollback takes it out of service, and users get 503',
} as const;

const rollbackLines = ({ to, estimated, migration }: PlanReport['rollback']): readonly string[] => [
  TARGETS[to],
  `Estimated rollback time: < ${estimated}`,
  `Data migration: ${MIGRATIONS[migration]}`,
];

function consentLine(consent: PlanReport['consent']): Line {
  switch (consent.state) {
    case 'awaited':
      return [{ strong: 'Awaiting approval to proceed.' }];
    case 'given':
      return [{ strong: `Approved by ${consent.by.join(', ')}.` }];
    case 'not-given':
      return [{ strong: 'Not approved.' }];
  }
}
