import { describe, expect, it } from 'vitest';
import { controlPlaneClient } from '../api/client.ts';
import type { ControlPlane, EventLine } from '../api/control-plane.ts';
import { ProblemError } from '../api/problem.ts';
import { type DeploymentView, viewOf } from '../api/view.ts';
import type { Phase } from '../core/deployment/state.ts';
import { ADA, anOpening, aRelease, NOON } from '../testing/builders.ts';
import { journeyOf } from '../testing/journey.ts';
import { follow } from './follow.ts';

const journey = journeyOf(anOpening('dep_1', aRelease('1')), aRelease('1'));
const viewAt = (phase: Phase): DeploymentView => {
  const here = journey.upTo(phase);
  if (here.world.deployment === null) throw new Error('nothing is open');
  return viewOf(here.world.deployment, 1, ADA, here.at);
};
const event = (version: number): EventLine => ({
  seq: version,
  version,
  time: new Date(NOON).toISOString(),
  type: 'StagingReady',
  principal: 'engine',
  body: {},
});

type Answer = { readonly phase: Phase; readonly events?: readonly number[] } | 'away' | 'altered' | 'never' | 'refused';

/** A control plane that answers each question for news as it was told to, and notes what was asked. */
function answering(...answers: readonly Answer[]) {
  const asked: string[] = [];
  const left = [...answers];
  const plane: ControlPlane = controlPlaneClient(async (_method, path) => {
    asked.push(path);
    const answer = left.shift() ?? 'never';
    if (answer === 'never') return new Promise(() => undefined);
    const problem = { code: 'contact-lost', message: 'gone', remedy: 'look again' };
    if (answer === 'away') throw new ProblemError('unavailable', [problem]);
    if (answer === 'altered') throw new ProblemError('unavailable', [{ ...problem, code: 'journal-altered' }]);
    if (answer === 'refused') throw new ProblemError('not-found', [{ ...problem, code: 'no-such-deployment' }]);
    const body = { view: viewAt(answer.phase), events: (answer.events ?? []).map(event) };
    return { status: 200, text: JSON.stringify(body) };
  });
  return { plane, asked };
}

const HOW = { waitFor: 'complete', leaveAtCheckpoint: false, timeoutSeconds: null, onEvents: () => undefined } as const;
const sameAgain = (plane: ControlPlane) => async () => plane;

describe('following a deployment', () => {
  it('tells every event once and in order, and ends with what is recorded', async () => {
    const seen: number[] = [];
    const { plane, asked } = answering(
      { phase: 'packaging', events: [1, 2] },
      { phase: 'rehearsing', events: [] },
      { phase: 'completed', events: [3, 4] },
    );
    const onEvents = (events: readonly EventLine[]) => void seen.push(...events.map((one) => one.version));

    const { exit, view } = await follow(plane, 'dep_1', { ...HOW, onEvents }, sameAgain(plane));

    expect([exit, view.phase]).toEqual([0, 'completed']);
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(asked.map((path) => /after=(\d+)/.exec(path)?.[1])).toEqual(['0', '2', '2']);
  });

  it('goes on where it was when the control plane was away, also when it is away for long', async () => {
    const { plane, asked } = answering({ phase: 'packaging', events: [1] }, 'away');
    const again = answering({ phase: 'completed', events: [2] });
    let tries = 0;
    const reconnect = async () => {
      tries += 1;
      if (tries < 3)
        throw new ProblemError('unavailable', [{ code: 'contact-lost', message: 'not yet', remedy: 'wait' }]);
      return again.plane;
    };

    const { exit } = await follow(plane, 'dep_1', HOW, reconnect);

    expect(exit).toBe(0);
    expect(tries).toBe(3);
    expect(asked).toHaveLength(2);
    expect(again.asked[0]).toContain('after=1');
  });

  it('does not ask again for what is refused', async () => {
    const { plane } = answering('refused');

    await expect(follow(plane, 'dep_1', HOW, sameAgain(plane))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('does not wait for a record that was altered to come back', async () => {
    const { plane, asked } = answering({ phase: 'packaging' }, 'altered', { phase: 'completed' });

    await expect(follow(plane, 'dep_1', HOW, sameAgain(plane))).rejects.toMatchObject({
      problems: [{ code: 'journal-altered' }],
    });
    expect(asked).toHaveLength(2);
  });

  it('leaves with 6 at a checkpoint when it may not wait, and waits when it may', async () => {
    const impatient = answering({ phase: 'awaiting-approval' });
    const patient = answering({ phase: 'awaiting-approval' }, { phase: 'completed' });

    const left = await follow(
      impatient.plane,
      'dep_1',
      { ...HOW, leaveAtCheckpoint: true },
      sameAgain(impatient.plane),
    );
    const stayed = await follow(patient.plane, 'dep_1', HOW, sameAgain(patient.plane));

    expect([left.exit, stayed.exit]).toEqual([6, 0]);
  });

  it('leaves with 0 at the point it waits for', async () => {
    const { plane } = answering({ phase: 'packaging' }, { phase: 'awaiting-approval' });

    expect((await follow(plane, 'dep_1', { ...HOW, waitFor: 'approval' }, sameAgain(plane))).exit).toBe(0);
  });

  it('leaves with 124 when its time is over, with the deployment as it was last seen', async () => {
    const { plane } = answering({ phase: 'packaging' });

    const { exit, view } = await follow(plane, 'dep_1', { ...HOW, timeoutSeconds: 0 }, sameAgain(plane));

    expect([exit, view.phase]).toEqual([124, 'packaging']);
  });

  it('prefers a good end to its timeout', async () => {
    const { plane } = answering({ phase: 'completed' });

    expect((await follow(plane, 'dep_1', { ...HOW, timeoutSeconds: 0 }, sameAgain(plane))).exit).toBe(0);
  });

  it('leaves with 130 in the middle of a question when it is told to', async () => {
    const { plane } = answering({ phase: 'packaging' }, 'never');
    const leaving = new AbortController();
    const onEvents = () => void setImmediate(() => leaving.abort());

    const { exit, view } = await follow(
      plane,
      'dep_1',
      { ...HOW, onEvents, leaving: leaving.signal },
      sameAgain(plane),
    );

    expect([exit, view.phase]).toEqual([130, 'packaging']);
  });

  it('says that contact is lost when it never saw the deployment', async () => {
    const { plane } = answering('away');

    const followed = follow(plane, 'dep_1', { ...HOW, timeoutSeconds: 0 }, sameAgain(plane));

    await expect(followed).rejects.toMatchObject({ kind: 'unavailable', problems: [{ code: 'contact-lost' }] });
  });
});
