import { type Block, field, foreign, heading, list, paragraph, table, title } from '../document/block.ts';
import type { IncidentReport } from './model.ts';

const QUESTIONS = [
  'What would have shown this on staging?',
  'What would have shown it in production with fewer users?',
  'What made it worse, and what made it better?',
];

/** What happened first, then what is known, then what only people know: their fields stay when it is made anew. */
export function incidentDocument(report: IncidentReport): readonly Block[] {
  const { signal, rootCause } = report;
  return [
    title([foreign(report.title)]),
    ...(signal === null ? [] : [paragraph([{ strong: signal }])]),
    heading('What happened'),
    list(report.summary),
    heading('Timeline'),
    table(
      ['Entry', 'Time', 'What'],
      report.timeline.map(({ entry, at, what }) => [String(entry), at, what]),
    ),
    heading('Deciding measurements'),
    report.measurements.length === 0
      ? paragraph('No gate or trigger decided it')
      : table(
          ['Gate', 'What was measured'],
          report.measurements.map(({ gate, said }) => [[{ code: gate }], said]),
        ),
    heading('Impact'),
    list(report.impact),
    heading('Rollback'),
    list(report.rollback),
    heading('Contributing facts'),
    list(report.contributing),
    heading('Root cause'),
    rootCause === null
      ? field(
          'root-cause',
          'To be filled: the same artifacts are barred until an approver signs it (plimsoll decide ID close)',
        )
      : paragraph([foreign(rootCause)]),
    heading('Questions'),
    ...QUESTIONS.map((question, at) => field(`question-${'abc'[at]}`, `${question} To be filled.`)),
    heading('Actions'),
    field('actions', 'To be filled: what, owner, due'),
    ...report.more,
  ];
}
