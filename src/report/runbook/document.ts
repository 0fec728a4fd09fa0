import { type Block, foreign, heading, type Line, list, paragraph, table, title } from '../document/block.ts';
import type { RunbookReport } from './model.ts';

/** What somebody needs who is woken at night: what runs, what is watched, and how to hold it and take it back. */
export const runbookDocument = (report: RunbookReport): readonly Block[] => [
  title(['Runbook: ', foreign(report.unit), ' on ', foreign(report.environment)]),
  paragraph(`As of ${report.asOf}`),
  heading('What runs where'),
  list(report.runs),
  heading('Hold it, take it back'),
  table(
    ['To', 'Type'],
    report.acts.map(({ what, command }) => [what, [{ code: command }]]),
  ),
  heading('Gates and triggers'),
  table(
    ['Where', 'Gate', 'Meaning'],
    report.gates.map(({ where, gate, meaning }) => [where, [{ code: gate }], meaning]),
  ),
  heading('Health'),
  list(report.health),
  heading('Contacts'),
  list(report.contacts),
  heading('Last incidents'),
  list(orNone(report.incidents)),
  ...report.more,
];

const orNone = (lines: readonly Line[]): readonly Line[] => (lines.length === 0 ? ['None that are recorded'] : lines);
