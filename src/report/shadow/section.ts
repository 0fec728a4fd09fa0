import { type Block, type Line, list, paragraph, section, table } from '../document/block.ts';
import type { Happened, ShadowCase, ShadowRecord } from './track-record.ts';

const HEAD = [
  'Shadow gate',
  'Deployments',
  'Passed',
  'Failed',
  'Asked a person',
  'Not decided in time',
  'False alarms',
  'Missed',
];

/** The gates on trial with their track record, as a part of a report; nothing where there are none. */
export const shadowSection = (records: readonly ShadowRecord[]): readonly Block[] =>
  records.length === 0
    ? []
    : section(
        'Shadow gates',
        paragraph('Judged and shown, never acted on. So they would have done over the deployments that had them:'),
        table(HEAD, records.map(rowOf)),
        list(records.flatMap(({ gate, newest }) => newest.map((one) => caseLine(gate, one)))),
      );

const rowOf = ({ gate, deployments, would, falseAlarms, missed }: ShadowRecord): readonly string[] => [
  gate,
  ...[deployments, would.passed, would.failed, would.ambiguous, would.undecided, falseAlarms, missed].map(String),
];

const HAPPENED: Readonly<Record<Happened, string>> = {
  completed: 'it completed',
  'taken-back': 'it was taken back',
  'under-way': 'it is under way',
};

const WOULD: Readonly<Record<ShadowCase['outcome'], string>> = {
  passed: 'would have passed',
  failed: 'would have failed',
  ambiguous: 'would have asked a person',
  undecided: 'had not decided when the stage ended',
};

const caseLine = (gate: string, { version, outcome, happened, text }: ShadowCase): Line => [
  `${version}: `,
  { code: gate },
  ` ${WOULD[outcome]}; ${HAPPENED[happened]} (${text})`,
];
