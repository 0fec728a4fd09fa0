import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aControlPlane, type ControlPlaneOnBench, HEADERS, REQUEST } from '../../test/api/control-plane.ts';
import type { FeedLine } from '../api/feed.ts';
import type { HistoryRequest } from '../api/history.ts';
import type { LogsRequest } from '../api/logs.ts';
import { seconds } from '../core/kernel/duration.ts';
import type { CheckRequest } from '../ports/check-runner.ts';

let here: ControlPlaneOnBench;
beforeEach(async () => {
  here = await aControlPlane();
  await here.enrol();
});
afterEach(() => here.close());

/** Opens a deployment of a commit of its own and gives its id. */
async function opened(reference: string): Promise<string> {
  const { view } = await here.plane.open({ ...REQUEST, reference });
  return view.id;
}

const aHistory = (changes: Partial<HistoryRequest> = {}): HistoryRequest => ({
  ...{ unit: null, environment: null, since: null, phase: null, principal: null, limit: 20, cursor: null },
  ...changes,
});

describe('the history', () => {
  const idsOf = async (changes: Partial<HistoryRequest> = {}) =>
    (await here.plane.history(aHistory(changes))).deployments.map((row) => row.id);
  /** Two aborted deployments and one that waits for a person, ten seconds apart. */
  async function three(): Promise<readonly [string, string, string]> {
    const ids: string[] = [];
    for (const reference of ['a', 'b', 'c']) {
      const id = await opened(reference);
      await here.until(id, 'awaiting-approval');
      if (reference !== 'c') await here.plane.ask(id, { kind: 'abort', reason: `not ${reference}` });
      ids.push(id);
      await here.clock.advance(seconds(10));
    }
    return ids as never;
  }

  it('has the newest first, with who, what, when and why it ended', async () => {
    const [first, second, third] = await three();

    const { deployments, cursor } = await here.plane.history(aHistory());

    expect(deployments.map((row) => row.id)).toEqual([third, second, first]);
    expect(cursor).toBeNull();
    expect(deployments[2]).toMatchObject({
      unit: 'checkout',
      environment: 'production',
      commit: 'a',
      phase: 'aborted',
      requester: 'local:os/1000',
      problem: 'not a',
    });
    expect(deployments[0]).toMatchObject({ phase: 'awaiting-approval', endedAt: null, problem: null });
  });

  it('leaves out what a filter does not mean', async () => {
    const [first, second, third] = await three();
    const { openedAt } = await here.plane.get(second);

    expect(await idsOf({ phase: 'aborted' })).toEqual([second, first]);
    expect(await idsOf({ since: openedAt })).toEqual([third, second]);
    expect(await idsOf({ environment: 'production', unit: 'checkout' })).toHaveLength(3);
    expect(await idsOf({ environment: 'moon' })).toEqual([]);
    expect(await idsOf({ principal: 'local:os/1000' })).toHaveLength(3);
    expect(await idsOf({ principal: 'person:ada' })).toEqual([]);
  });

  it('counts who approved among who took part', async () => {
    const id = await opened('a');
    await here.until(id, 'awaiting-approval');
    await here.approve(id);

    expect(await idsOf({ principal: 'person:ada' })).toEqual([id]);
  });

  it('comes page after page, whole although a new one is opened between', async () => {
    const [first, second, third] = await three();
    const page = await here.plane.history(aHistory({ limit: 2 }));
    await opened('d');

    expect(page.deployments.map((row) => row.id)).toEqual([third, second]);
    expect(await here.plane.history(aHistory({ limit: 2, cursor: page.cursor }))).toMatchObject({
      deployments: [{ id: first }],
      cursor: null,
    });
  });

  it.each([
    ['cursor=dep_none', 400, 'cursor-unknown'],
    ['since=yesterday', 400, 'not-a-time'],
    ['phase=flying', 404, 'no-such-page'],
  ])('refuses %s', async (query, status, code) => {
    const response = await here.app.request(`/api/v1/history?${query}`, { headers: HEADERS });

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ problems: [{ code }] });
  });
});

describe('the feed of all deployments', () => {
  it('has every event once, in the journal’s order, however it is cut into pages', async () => {
    const [one, other] = [await opened('a'), await opened('b')];
    await here.until(one, 'awaiting-approval');
    const whole = await here.plane.feed(0, 0);
    const own = (await here.plane.events(one, 0, 0)).events.map((event) => event.seq);

    const pieces: FeedLine[] = [];
    for (const { seq } of whole.events) {
      const { events } = await here.plane.feed(seq - 1, 0);
      pieces.push(...events.slice(0, 1));
    }

    expect(pieces).toEqual(whole.events);
    expect(whole.events.filter((event) => event.deployment === one).map((event) => event.seq)).toEqual(own);
    expect(new Set(whole.events.map((event) => event.deployment))).toEqual(new Set([one, other]));
    expect(whole.events[0]).toMatchObject({ type: 'DeploymentOpened', unit: 'checkout', environment: 'production' });
  });

  it('goes on behind what was seen, although what is measured lies between', async () => {
    const id = await opened('a');
    await here.until(id, 'awaiting-approval');
    await here.approve(id);
    await here.until(id, 'baking');
    await here.clock.advance(seconds(3));

    const seen: number[] = [];
    let after = 0;
    for (;;) {
      const { events, next } = await here.plane.feed(after, 0);
      seen.push(...events.map((event) => event.seq));
      if (next === after) break;
      after = next;
    }

    const own = (await here.plane.events(id, 0, 0)).events.map((event) => event.seq);
    expect(seen).toEqual(own);
    expect(after).toBeGreaterThan(own.at(-1) ?? 0);
  });

  it('waits for the first event of any deployment, and answers with nothing when the time is over', async () => {
    const { next } = await here.plane.feed(0, 0);
    const patient = here.plane.feed(next, 20);
    await here.clock.advance(seconds(5));

    const id = await opened('a');
    expect((await patient).events[0]).toMatchObject({ deployment: id, type: 'DeploymentOpened' });

    await here.until(id, 'awaiting-approval');
    const end = (await here.plane.feed(next, 0)).next;
    const vain = here.plane.feed(end, 20);
    await here.clock.advance(seconds(20));
    expect(await vain).toEqual({ events: [], next: end });
  });
});

describe('the logs of a deployment', () => {
  const asked = (changes: Partial<LogsRequest> = {}): LogsRequest => ({
    ...{ environment: null, track: null, check: null, lines: 50 },
    ...changes,
  });
  const namesOf = async (id: string, changes: Partial<LogsRequest> = {}) =>
    (await here.plane.logs(id, asked(changes))).parts.map((part) => part.name);

  it('are those of its checks in their order, then of its instances', async () => {
    const id = await opened('a');
    await here.until(id, 'awaiting-approval');

    const { parts, telling } = await here.plane.logs(id, asked());

    expect(parts.map((part) => part.name)).toEqual([
      'smoke (deploying-to-staging)',
      'smoke (rehearsing, forward)',
      'smoke (rehearsing, forward again)',
      'candidate on staging',
    ]);
    expect(parts[0]).toEqual({ of: 'check', name: 'smoke (deploying-to-staging)', lines: ['smoke passed'] });
    expect(telling).toBeNull();
  });

  it('are cut down to a check or a track', async () => {
    const id = await opened('a');
    await here.until(id, 'awaiting-approval');

    expect(await namesOf(id, { check: 'smoke' })).toHaveLength(3);
    expect(await namesOf(id, { check: 'security' })).toEqual([]);
    expect(await namesOf(id, { track: 'candidate' })).toEqual(['candidate on staging']);
  });

  it('are production’s from the promotion on, with the release that is replaced beside', async () => {
    const first = await opened('a');
    await here.until(first, 'awaiting-approval');
    await here.approve(first);
    await here.until(first, 'completed');
    const second = await opened('b');
    await here.until(second, 'awaiting-approval');
    await here.approve(second);
    await here.until(second, 'rolling-out');

    expect(await namesOf(first, { track: 'candidate' })).toEqual(['candidate on production']);
    expect((await namesOf(second)).slice(-2)).toEqual(['stable on production', 'candidate on production']);
    expect((await namesOf(second, { environment: 'staging' })).slice(-1)).toEqual(['candidate on staging']);
  });

  it('point to the check that failed', async () => {
    here.machine.checks = (request: CheckRequest) => request.env.PLIMSOLL_ENVIRONMENT !== 'staging';
    const id = await opened('a');
    await here.until(id, 'staging-failed');

    const { parts, telling } = await here.plane.logs(id, asked());

    expect(parts[telling ?? -1]).toEqual({
      of: 'check',
      name: 'smoke (deploying-to-staging)',
      lines: ['smoke failed'],
    });
  });

  it('point to nothing when a person took it back', async () => {
    const id = await opened('a');
    await here.until(id, 'awaiting-approval');
    await here.approve(id);
    await here.until(id, 'baking');
    await here.plane.ask(id, { kind: 'rollback', reason: 'it smells' });

    expect((await here.plane.logs(id, asked())).telling).toBeNull();
  });

  it.each([
    ['environment=moon', 'environment-unknown'],
    ['track=green', 'no-such-page'],
    ['check=taste', 'no-such-page'],
  ])('of %s are refused', async (query, code) => {
    const id = await opened('a');

    const response = await here.app.request(`/api/v1/deployments/${id}/logs?${query}`, { headers: HEADERS });

    expect(await response.json()).toMatchObject({ problems: [{ code }] });
  });
});
