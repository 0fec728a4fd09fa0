import type { Happened, ShadowCase, ShadowRecord } from './track-record.ts';

/** The gates on trial with their track record, as a part of a report; nothing where there are none. */
export function shadowPart(records: readonly ShadowRecord[]): readonly string[] {
  if (records.length === 0) return [];
  return [
    '### Shadow gates',
    'Judged and shown, never acted on. So they would have done over the deployments that had them:',
    [
      '| Shadow gate | Deployments | Passed | Failed | Asked a person | Not decided in time | False alarms | Missed |',
      '|-------------|-------------|--------|--------|----------------|---------------------|--------------|--------|',
      ...records.map(rowOf),
    ].join('\n'),
    records.flatMap(({ gate, newest }) => newest.map((one) => caseText(gate, one))).join('\n'),
  ];
}

const rowOf = ({ gate, deployments, would, falseAlarms, missed }: ShadowRecord): string =>
  `| ${gate.replaceAll('|', '\\|')} | ${deployments} | ${would.passed} | ${would.failed} | ${would.ambiguous} | ${would.undecided} | ${falseAlarms} | ${missed} |`;

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

const caseText = (gate: string, { version, outcome, happened, text }: ShadowCase): string =>
  `- ${version}: \`${gate}\` ${WOULD[outcome]}; ${HAPPENED[happened]} (${text})`;
