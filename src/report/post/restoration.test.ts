import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../../core/deployment/event.ts';
import { milliseconds } from '../../core/kernel/duration.ts';
import type { DeploymentId } from '../../core/kernel/id.ts';
import { later } from '../../core/kernel/instant.ts';
import { NONE } from '../../core/kernel/weight.ts';
import { planOf } from '../../core/plan/seal.ts';
import { ADA, aDigest, anOpenCalendar, NOON } from '../../testing/builders.ts';
import { aSuccessor } from '../../testing/journey.ts';
import { readReport } from '../read-report.ts';
import { reportFrom } from '../report.ts';
import { markdownOf, written } from '../write.ts';

const { deployment, production } = aSuccessor().upTo('awaiting-approval').world;
if (deployment?.phase !== 'awaiting-approval' || production.stable === null) throw new Error('no successor');
const { opening: before, evidence, certificate, release } = deployment;
const { release: rollbackRelease } = production.stable;
const opening = {
  ...before,
  ...{ id: 'dep_9' as DeploymentId, kind: 'restoration' as const, requester: ADA, reason: 'it leaks memory' },
};
const cause = { kind: 'person', text: opening.reason, verdict: null, by: ADA, at: NOON } as const;
const after = (passed: number) => later(NOON, milliseconds(passed));

const opened: DeploymentEvent = {
  type: 'RestorationOpened',
  ...{
    opening,
    calendar: anOpenCalendar(),
    plan: planOf(opening, release, production.stable),
    planDigest: aDigest('8'),
  },
  ...{ release, rollbackRelease, evidence, certificate, approvals: [], cause, at: NOON },
};
const back: readonly DeploymentEvent[] = [
  opened,
  { type: 'StableRestored', at: after(400) },
  { type: 'TrafficReturned', traffic: { kind: 'split', candidate: NONE }, at: after(600) },
  { type: 'StableVerified', findings: [], at: after(2_400) },
  { type: 'RolledBack', at: after(2_500) },
] as readonly DeploymentEvent[];
const report = (kind: 'post' | 'incident' | 'runbook', events: readonly DeploymentEvent[]) => {
  const made = reportFrom(kind, { events, measured: [] });
  if (made === null) throw new Error(`there is no ${kind} report`);
  return made;
};

describe('the report of a restoration', () => {
  it('tells what left, what came back, who asked and how long users waited', () => {
    const text = markdownOf(report('post', back));

    expect(text).toContain('## Restoration Report');
    expect(text).toContain(`Status: ✅ RESTORED: ${rollbackRelease.version}`);
    expect(text).toContain(`left; ${rollbackRelease.version} (${rollbackRelease.commit.slice(0, 12)}) came back`);
    expect(text).toContain('it leaks memory');
    expect(text).toContain('after 0.6 s, verified after 2.4 s');
    expect(text).toContain('after-rollback');
  });

  it('has a runbook that says what serves now, and what leaves while it does', () => {
    const stable = `Stable: ${rollbackRelease.version}, commit ${rollbackRelease.commit}`;

    expect(markdownOf(report('runbook', [opened]))).toContain(stable);
    expect(markdownOf(report('runbook', [opened]))).toContain('Candidate (dep_9, rolling-back)');
    expect(markdownOf(report('runbook', back))).toContain(stable);
    expect(markdownOf(report('runbook', back))).not.toContain('Candidate (');
  });

  it('says of nothing that it is done before it is', () => {
    const text = markdownOf(report('post', [opened]));

    expect(text).toContain('Status: … rolling-back');
    expect(text).toContain('after not yet, verified after not yet');
    expect(text).not.toContain('RESTORED');
  });

  it('is read back from its own JSON', () => {
    const made = report('post', back);

    expect(readReport(written(made, 'json'))).toEqual(JSON.parse(JSON.stringify(made)));
  });

  it('has an incident document like every other rollback', () => {
    const text = markdownOf(report('incident', back));

    expect(text).toContain('after its deployment was completed');
    expect(text).toContain('Not counted here');
    expect(text).toContain('asked to bring an earlier release back');
  });
});
