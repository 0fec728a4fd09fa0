import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../../test/api/control-plane.ts';
import { ProblemError } from '../api/problem.ts';
import { seconds } from '../core/kernel/duration.ts';

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
  await here.enrol();
});
afterEach(() => here.close());

const { config, environment } = REQUEST;
const tried = (gate: string) => here.plane.tryGate({ config, environment, gate });
const read = (metric: string) => here.plane.readMetric({ config, environment, metric });
const problemOf = async (asked: Promise<unknown>) => {
  const error: unknown = await asked.catch((problem: unknown) => problem);
  return error instanceof ProblemError ? error.problems[0] : error;
};
const counts = (requests: number, errors: number, buckets: readonly (readonly [number, number])[] = []) => ({
  ...{ kind: 'counts' as const, requests, errors },
  latency: { kind: 'own' as const, counts: buckets },
});

/** Seconds of a stable track by itself, as the metric source has them. */
function served(count: number, requests: number, errors = 0): void {
  const { metrics } = here.machine.site('checkout');
  for (let second = 0; second < count; second += 1)
    metrics.tick({ stable: counts(requests, errors, [[2_228, requests]]) });
}

/** A deployment whose candidate is measured. */
async function underWay(errors = 0): Promise<string> {
  const { load } = here.machine.site('checkout');
  for (const reference of ['a', 'b']) {
    const { view } = await here.plane.open({ ...REQUEST, reference });
    await here.until(view.id, 'awaiting-approval');
    await here.approve(view.id);
    if (reference === 'a') await here.until(view.id, 'completed');
    else {
      load.errors.candidate = errors;
      await here.until(view.id, 'rolling-out');
      await here.clock.advance(seconds(4));
      return view.id;
    }
  }
  throw new Error('nothing was opened');
}

describe('a gate tried on live data', () => {
  it('without a deployment judges stable in the place of a candidate', async () => {
    served(120, 10);

    const trial = await tried('error_rate < 1%');

    expect(trial).toMatchObject({
      ...{ gate: 'error_rate < 1%', deployment: null, judged: 'stable', seconds: 120 },
      note: expect.stringContaining('no deployment is under way'),
      verdict: { state: 'pass', reason: 'proven', requests: 1_200, errors: 0, bounds: { observed: 0, limit: 0.01 } },
    });
  });

  it('says what is missing to a proof', async () => {
    served(30, 10);

    const { verdict } = await tried('error_rate < 1%');

    expect(verdict).toMatchObject({ state: 'collecting', requests: 300 });
    expect(verdict?.needsRequests).toBeGreaterThan(50);
    expect(verdict?.text).toMatch(/needs about \d+ more requests/);
  });

  it('says that a limit does not suit the service', async () => {
    served(120, 10, 1);

    expect((await tried('error_rate < 1%')).verdict).toMatchObject({ state: 'fail', reason: 'absolute' });
  });

  it('judges latencies as well', async () => {
    served(600, 10);

    expect((await tried('latency_p50 < 250ms')).verdict).toMatchObject({ state: 'pass', bounds: { unit: 'ms' } });
  });

  it('without data says so', async () => {
    expect(await tried('error_rate < 1%')).toMatchObject({ verdict: null, note: expect.stringMatching(/^no data/) });
  });

  it('with a source that does not answer says so', async () => {
    here.machine.site('checkout').metrics.setReachable(false);

    expect(await tried('error_rate < 1%')).toMatchObject({ verdict: null, note: 'no data: memory does not answer' });
  });

  it('judges the candidate of the deployment under way, with stable beside it', async () => {
    const id = await underWay();

    const trial = await tried('error_rate < baseline * 2');

    expect(trial).toMatchObject({ deployment: id, judged: 'candidate', note: null });
    expect(trial.verdict?.requests).toBeGreaterThan(0);
    expect(trial.verdict?.gate).toBe('error_rate < baseline * 2');
  });

  it('changes nothing at the deployment', async () => {
    const id = await underWay();
    const before = await here.plane.events(id, 0, 0);

    await tried('error_rate < 0.001%');

    expect((await here.plane.events(id, 0, 0)).events).toEqual(before.events);
  });

  it('refuses a gate against baseline where there is none, and what is no gate, at its place', async () => {
    expect(await problemOf(tried('error_rate < baseline'))).toMatchObject({ code: 'gate-baseline', line: 1, col: 14 });
    expect(await problemOf(tried('error_rate < 1ms'))).toMatchObject({
      code: 'gate-unit',
      excerpt: 'error_rate < 1ms',
    });
    expect(await problemOf(tried('latency_p99 > 250ms'))).toMatchObject({ code: 'gate-metric' });
  });
});

describe('a metric read now', () => {
  it('tells each track with what it was counted from, and over which time', async () => {
    served(90, 10, 1);

    expect(await read('error_rate')).toMatchObject({
      ...{ metric: 'error_rate', measuredIn: 'ratio', source: 'memory', seconds: 60 },
      stable: { kind: 'value', value: 0.1, requests: 600, errors: 60 },
      candidate: { kind: 'absent', why: 'no-requests' },
    });
    expect(await read('success_rate')).toMatchObject({ stable: { value: 0.9 } });
    expect(await read('throughput')).toMatchObject({ measuredIn: 'req/s', stable: { value: 10 } });
  });

  it('tells a quantile by the edges of its bucket', async () => {
    served(60, 10);

    const { stable, measuredIn } = await read('latency_p99');

    if (stable.kind !== 'value') throw new Error(stable.detail);
    expect(measuredIn).toBe('ms');
    expect(stable.from).toBeLessThanOrEqual(180);
    expect(stable.value).toBeGreaterThan(180);
  });

  it('of a source that does not answer is absent, and says why', async () => {
    here.machine.site('checkout').metrics.setReachable(false);

    expect(await read('error_rate')).toMatchObject({
      stable: { kind: 'absent', why: 'error', detail: 'memory does not answer' },
    });
  });

  it('that nobody knows is a problem with the nearest name', async () => {
    expect(await problemOf(read('eror_rate'))).toMatchObject({
      ...{ code: 'gate-metric', message: "unknown metric 'eror_rate' · did you mean error_rate?" },
    });
  });

  it('of an environment that is not there is a problem that lists them', async () => {
    const asked = here.plane.readMetric({ config, environment: 'moon', metric: 'error_rate' });

    expect(await problemOf(asked)).toMatchObject({
      code: 'environment-unknown',
      remedy: expect.stringMatching(/production/),
    });
  });
});
