import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../../core/deployment/event.ts';
import { instant } from '../../core/kernel/instant.ts';
import type { GateVerdict, VerdictState } from '../../core/verdict/verdict.ts';
import { anOpening, aRelease, aVerdict } from '../../testing/builders.ts';
import { toMarkdown } from '../document/markdown.ts';
import { shadowSection } from './section.ts';
import { trackRecords } from './track-record.ts';

const AT = instant(0);
const GATE = 'latency_p99 < 300ms';

const opened = (id: string): DeploymentEvent => ({
  type: 'DeploymentOpened',
  opening: anOpening(id, aRelease('2')),
  calendar: { intervals: [], knownUntil: AT },
  at: AT,
});

/** A verdict on which the gate on trial says so, whatever the real ones say. */
const said = (state: VerdictState, gate = GATE): DeploymentEvent => {
  const shadow = { gate, kind: 'gate', state, reason: 'proven', text: `it is ${state}` } as unknown as GateVerdict;
  return { type: 'VerdictRecorded', verdict: { ...aVerdict('collecting', AT), shadows: [shadow] }, at: AT };
};

const advanced: DeploymentEvent = { type: 'StageAdvanced', to: 1, approval: null, at: AT };
const completed: DeploymentEvent = { type: 'DeploymentCompleted', at: AT };
const deployed: DeploymentEvent = { type: 'ProductionDeployed', at: AT };
const back = { type: 'RollbackStarted', at: AT } as unknown as DeploymentEvent;

describe('the track record of a gate on trial', () => {
  it('counts what it would have come to beside what really happened', () => {
    const deployments = [
      [opened('dep_1'), said('collecting'), said('pass'), advanced, deployed, completed],
      [opened('dep_2'), said('fail'), advanced, said('pass'), deployed, completed],
      [opened('dep_3'), said('pass'), advanced, back],
      [opened('dep_4'), said('fail'), back],
      [opened('dep_5'), said('ambiguous'), advanced, deployed, completed],
      [opened('dep_6'), said('collecting'), advanced, deployed, completed],
    ];

    const [record] = trackRecords(deployments);

    expect(record).toMatchObject({
      ...{ gate: GATE, deployments: 6 },
      would: { passed: 2, failed: 2, ambiguous: 1, undecided: 1 },
      ...{ falseAlarms: 1, missed: 1 },
    });
    expect(record?.newest.map(({ deployment, outcome, happened }) => [deployment, outcome, happened])).toEqual([
      ['dep_6', 'undecided', 'completed'],
      ['dep_5', 'ambiguous', 'completed'],
      ['dep_4', 'failed', 'taken-back'],
      ['dep_3', 'passed', 'taken-back'],
      ['dep_2', 'failed', 'completed'],
      ['dep_1', 'passed', 'completed'],
    ]);
  });

  it('is as bad as in the worst stage, and says nothing of a stage that is not over', () => {
    const [record] = trackRecords([[opened('dep_1'), said('pass'), advanced, said('ambiguous')]]);

    expect(record?.would).toEqual({ passed: 1, failed: 0, ambiguous: 0, undecided: 0 });
    expect(trackRecords([[opened('dep_1'), said('collecting')]])).toEqual([]);
  });

  it('is told in the report as a table and case by case, and not at all where there is none', () => {
    const text = toMarkdown(
      shadowSection(trackRecords([[opened('dep_1'), said('fail'), advanced, deployed, completed]])),
    );

    expect(text).toContain(`| ${GATE} | 1 | 0 | 1 | 0 | 0 | 1 | 0 |`);
    expect(text).toContain('would have failed; it completed (it is fail)');
    expect(shadowSection([])).toEqual([]);
  });
});
