import { describe, expect, it } from 'vitest';
import { RECORDED, recordedAt } from '../../../test/terminal/recorded.ts';
import { PlainView } from './plain-view.ts';

const [first, good, bad] = RECORDED;
const linesOf = (moment: ReturnType<typeof recordedAt>, zone = 'Europe/Berlin'): readonly string[] =>
  new PlainView(zone).lines(moment.events, moment.view, 0).map(({ text }) => text);

describe('the plain view', () => {
  it('has one named line for each change, with a time and its zone', () => {
    const moment = recordedAt(good, 'DeploymentCompleted');

    const lines = linesOf(moment);

    expect(lines).toHaveLength(moment.events.length);
    for (const line of lines) expect(line).toMatch(/^\d\d:\d\d:\d\d\+01:00 [a-z-]+ \S/);
    expect(lines.map((line) => line.split(' ')[1]).filter((name, at, all) => name !== all[at - 1])).toEqual([
      'packaging',
      'deploying-to-staging',
      'validating',
      'rehearsing',
      'awaiting-approval',
      'queued',
      'rolling-out',
      'baking',
      'completed',
    ]);
  });

  it('tells verdicts with stage, weight, time left, and each gate with its value, limit, state and need', () => {
    const verdicts = linesOf(recordedAt(good, 'DeploymentCompleted')).filter((line) => line.includes('error_rate='));

    expect(verdicts[0]).toMatch(
      / rolling-out stage=1\/3 weight=10% left=9s error_rate=none<3% collecting\/insufficient need=\d+$/,
    );
    expect(verdicts.some((line) => / stage=2\/3 weight=50% left=\d+s error_rate=0%<3% /.test(line))).toBe(true);
    expect(verdicts.at(-1)).toMatch(/ baking left=0s error_rate=0%<3% pass\/proven$/);
  });

  it('names what failed by the phase it failed in', () => {
    const lines = new PlainView('UTC').lines(
      recordedAt(bad, 'RolledBack').events,
      recordedAt(bad, 'RolledBack').view,
      0,
    );

    const failed = lines.filter(({ isBad }) => isBad);
    expect(failed).toHaveLength(1);
    expect(failed[0]?.text).toMatch(/ rolling-out ROLLBACK_TRIGGERED \(gate\): error_rate 15.63 %/);
  });

  it('says after a minute without a change where it is and why it waits, and again a minute later', () => {
    const { events, view } = recordedAt(first, 'ApprovalRequested');
    const plain = new PlainView('UTC');
    plain.lines(events, view, 1_000);

    const at = [31_000, 60_999, 61_000, 80_000, 120_999, 121_000].map((now) => plain.lines([], view, now));

    expect(at.map((lines) => lines.length)).toEqual([0, 0, 1, 0, 0, 1]);
    expect(at[2]?.[0]?.text).toMatch(
      /^\d\d:\d\d:\d\d\+00:00 awaiting-approval waiting for a person’s approval \(production-promotion\); who: person:demo; until \d\d:\d\d:\d\d\+00:00; then: expires$/,
    );
  });

  it('says in a stage how its gates stand now', () => {
    const { events, view } = recordedAt(good, 'TrafficShifted', { blocks: 6 });
    const plain = new PlainView('UTC');
    plain.lines(events, view, 0);

    const [beat] = plain.lines([], view, 60_000);

    expect(beat?.text).toMatch(
      / rolling-out stage=1\/3 weight=10% left=5s error_rate=0%<3% collecting\/insufficient need=\d+$/,
    );
  });

  it('counts the minute from the last line', () => {
    const { events, view } = recordedAt(first, 'ApprovalRequested');
    const plain = new PlainView('UTC');
    plain.lines(events.slice(0, -1), view, 0);
    plain.lines(events.slice(-1), view, 50_000);

    expect(plain.lines([], view, 60_000)).toEqual([]);
    expect(plain.untilHeartbeat(60_000)).toBe(50_000);
    expect(plain.untilHeartbeat(200_000)).toBe(0);
  });

  it('says nothing more of what is over', () => {
    const { events, view } = recordedAt(bad, 'DeploymentClosed');
    const plain = new PlainView('UTC');
    plain.lines(events, view, 0);

    expect(plain.lines([], view, 600_000)).toEqual([]);
  });
});
