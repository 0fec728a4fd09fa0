import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { controlPlaneClient } from '../../src/api/client.ts';
import { eventStream, type News } from '../../src/api/event-stream.ts';
import { overFetch } from '../../src/api/over-fetch.ts';
import type { ProblemError } from '../../src/api/problem.ts';
import { EVERYTHING, type StreamFilter } from '../../src/api/stream-filter.ts';
import { WHOLE_ROLE } from '../../src/core/authorisation/scope.ts';
import { type Listening, listenOnLoopback } from '../../src/server/listening.ts';
import { aCrowd, type Crowd } from '../authorisation/callers.ts';
import { REQUEST } from './control-plane.ts';

let crowd: Crowd;
let listener: Listening & { readonly port: number };
let nextPort = 27_311;
const over: AbortController[] = [];
beforeEach(async () => {
  crowd = await aCrowd();
  // A port of its own each time: a client may keep a line to the listener before.
  listener = await listenOnLoopback(crowd.here.app, nextPort);
  nextPort = listener.port + 1;
});
afterEach(async () => {
  for (const one of over.splice(0)) one.abort();
  crowd.here.ending.abort();
  await Promise.all([listener.close(), crowd.here.close()]);
});

const wayOf = (bearer: string | null) =>
  overFetch({ fetch, origin: `http://localhost:${listener.port}`, bearer: () => bearer, newKey: randomUUID });

/** Follows the stream as a page does, and keeps what comes. */
function follows(
  bearer: string | null,
  { filter = EVERYTHING, after = null }: { filter?: StreamFilter; after?: number | null } = {},
) {
  const giveUp = new AbortController();
  over.push(giveUp);
  const heard: News[] = [];
  const asked = {
    filter,
    after,
    signal: giveUp.signal,
    wait: (length: number, until: AbortSignal) => wait(length, undefined, { signal: until }),
  };
  const ended = (async () => {
    for await (const news of eventStream(wayOf(bearer).open, asked)) heard.push(news);
  })();
  ended.catch(() => undefined);
  /** Waits until something of a kind has come. */
  const until = async (is: (news: News) => boolean): Promise<News> => {
    for (;;) {
      const found = heard.find(is);
      if (found !== undefined) return found;
      await wait(2);
    }
  };
  const types = () => heard.flatMap((news) => (news.kind === 'event' ? [news.event.type] : []));
  return { heard, ended, until, types };
}
const isOf = (type: string) => (news: News) => news.kind === 'event' && news.event.type === type;

describe('the stream of events over HTTP', () => {
  it('tells a page what happens from its snapshot on', async () => {
    const bearer = await crowd.bearerOf('account');
    const plane = controlPlaneClient(wayOf(bearer).exchange);
    const page = follows(bearer);
    await page.until(({ kind }) => kind === 'connected');
    const { view } = await plane.open(REQUEST);
    const opened = await page.until(isOf('DeploymentOpened'));

    expect(opened).toMatchObject({ event: { deployment: view.id, unit: 'checkout', environment: 'production' } });
    const { events } = await plane.feed(0, 0);
    const again = follows(bearer, { after: 0 });
    await again.until((news) => news.kind === 'event' && news.event.seq === events.at(-1)?.seq);

    const retold = again.heard.flatMap((news) =>
      news.kind === 'event' && news.event.deployment !== null ? [news.event] : [],
    );
    expect(events.length).toBeGreaterThan(0);
    expect(retold.slice(0, events.length)).toEqual(events);
  });

  it('answers with a snapshot’s position, from which a stream misses nothing', async () => {
    const { headers } = await crowd.here.app.request('/api/v1/current', {
      headers: { host: 'localhost:7311', authorization: `Bearer ${await crowd.bearerOf('account')}` },
    });

    expect(Number(headers.get('plimsoll-seq'))).toBe(crowd.here.parts.streams.head);
  });

  it('is not buffered, not cached and not kept', async () => {
    const giveUp = new AbortController();
    over.push(giveUp);
    const { headers, status } = await fetch(`http://localhost:${listener.port}/api/v1/events`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${await crowd.bearerOf('account')}` },
      signal: giveUp.signal,
    });

    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('x-accel-buffering')).toBe('no');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is for those who may read, by the table: nobody else gets one', async () => {
    for (const bearer of [null, await crowd.bearerOf('suspended'), 'plm_agent_none']) {
      await expect(follows(bearer).ended).rejects.toMatchObject({ kind: 'not-signed-in' });
    }
    const narrow = await crowd.token({ scope: { ...WHOLE_ROLE, actions: ['deploy'] } });
    await expect(follows(narrow.secret).ended).rejects.toMatchObject({ kind: 'not-allowed' });
  });

  it('shows a token only the places of its scope, from before and now', async () => {
    const plane = controlPlaneClient(wayOf(await crowd.bearerOf('account')).exchange);
    await plane.open(REQUEST);
    const elsewhere = await crowd.token({ scope: { ...WHOLE_ROLE, units: ['search'] } });
    const here = await crowd.token({ scope: { ...WHOLE_ROLE, units: ['checkout'] } });
    const blind = follows(elsewhere.secret, { after: 0 });
    const seeing = follows(here.secret, { after: 0 });
    await seeing.until(isOf('DeploymentOpened'));
    await blind.until(({ kind }) => kind === 'connected');
    await plane.open({ ...REQUEST, reference: 'another' });
    await seeing.until((news) => news.kind === 'event' && isOf('DeploymentOpened')(news) && news.event.seq > 20);

    expect(blind.types()).toEqual([]);
  });

  it('ends at once for a token that is revoked', async () => {
    const token = await crowd.token();
    const stream = follows(token.secret);
    await stream.until(({ kind }) => kind === 'connected');
    const ada = { principal: { kind: 'person', name: 'ada' }, proof: 'session' } as const;
    await crowd.here.parts.tokens.revoke(token.id, 'a test', ada);

    expect(await stream.until(({ kind }) => kind === 'lost')).toMatchObject({ why: 'not-signed-in' });
    await expect(stream.ended).rejects.toMatchObject({ kind: 'not-signed-in' });
  });

  it('is eight for each principal, and takes no place of a request', async () => {
    const bearer = await crowd.bearerOf('account');
    const eight = Array.from({ length: 8 }, () => follows(bearer));
    for (const one of eight) await one.until(({ kind }) => kind === 'connected');

    await expect(follows(bearer).ended).rejects.toMatchObject({ problems: [{ code: 'streams-of-caller-spent' }] });
    expect(crowd.here.parts.streams.open).toBe(8);
    await expect(controlPlaneClient(wayOf(bearer).exchange).about()).resolves.toMatchObject({ api: 1 });
  });

  it.each([
    ['filter=owner:ada', 'filter-unreadable'],
    ['after=now', 'position-unreadable'],
  ])('refuses what it cannot read: %s', async (query, code) => {
    const answer = await fetch(`http://localhost:${listener.port}/api/v1/events?${query}`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${await crowd.bearerOf('account')}` },
    });

    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 400, problems: [{ code }] });
  });
});

describe('a change that is asked for on what was seen', () => {
  it('is made when nothing happened since, and refused with what did', async () => {
    const plane = controlPlaneClient(wayOf(await crowd.bearerOf('account')).exchange);
    const { view } = await plane.open(REQUEST);
    await crowd.here.until(view.id, 'awaiting-approval');
    const seen = await plane.get(view.id);
    const held = await plane.ask(view.id, { kind: 'abort', reason: 'a look' }, seen.version);
    expect(held.version).toBeGreaterThan(seen.version);

    const late = plane.ask(view.id, { kind: 'abort', reason: 'too late' }, seen.version);
    const error = (await late.catch((problem: unknown) => problem)) as ProblemError;

    expect(error).toMatchObject({ kind: 'changed', problems: [{ code: 'changed-since' }] });
    expect(error.changed).toMatchObject({
      version: held.version,
      events: [{ type: 'DeploymentStopped', principal: 'local:os/1000' }],
    });
    expect((await plane.get(view.id)).version).toBe(held.version);
  });

  it('is granted to one of two who ask at once', async () => {
    // Without a network between, both are heard before either is decided.
    const { plane } = crowd.here;
    const { view } = await plane.open(REQUEST);
    await crowd.here.until(view.id, 'awaiting-approval');
    const { version } = await plane.get(view.id);

    const both = await Promise.allSettled(
      [1, 2].map((n) => plane.ask(view.id, { kind: 'abort', reason: `${n}` }, version)),
    );

    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'changed' } });
  });

  it('holds for environments too', async () => {
    const plane = controlPlaneClient(wayOf(await crowd.bearerOf('account')).exchange);
    await plane.open(REQUEST);
    const place = { unit: 'checkout', environment: 'production' };
    const { version } = await plane.environment(place);
    const held = await plane.holdEnvironment(place, 'a look', version);

    await expect(plane.holdEnvironment(place, 'again', version)).rejects.toMatchObject({
      kind: 'changed',
      changed: { version: held.version, events: [{ type: 'EnvironmentClosed', principal: 'local:os/1000' }] },
    });
  });

  it('is refused where the condition cannot be read or would not be looked at', async () => {
    const bearer = await crowd.bearerOf('account');
    const { exchange } = wayOf(bearer);
    const { view } = await controlPlaneClient(exchange).open(REQUEST);
    const asking = async (path: string, tag: string) =>
      JSON.parse((await exchange('POST', path, { kind: 'hold', reason: 'x' }, { 'if-match': tag })).text).problems[0]
        .code;

    expect(await asking(`/api/v1/deployments/${view.id}/requests`, 'W/"1"')).toBe('if-match-unreadable');
    expect(await asking(`/api/v1/deployments/${view.id}/requests`, '"1", "2"')).toBe('if-match-unreadable');
    expect(await asking('/api/v1/logout', '"1"')).toBe('proof-too-weak');
    expect(await asking('/api/v1/plans', '"1"')).toBe('if-match-not-here');
  });

  it('names the version in the ETag of the answer', async () => {
    const { here, bearerOf } = crowd;
    const plane = controlPlaneClient(wayOf(await bearerOf('account')).exchange);
    const { view } = await plane.open(REQUEST);
    await here.until(view.id, 'awaiting-approval');
    const headers = { host: 'localhost:7311', authorization: `Bearer ${await bearerOf('account')}` };
    const deployment = await here.app.request(`/api/v1/deployments/${view.id}`, { headers });
    const environment = await here.app.request('/api/v1/environments/checkout/production', { headers });

    expect(deployment.headers.get('etag')).toBe(`"${(await plane.get(view.id)).version}"`);
    expect(environment.headers.get('etag')).toMatch(/^"\d+"$/);
    expect((await here.app.request('/api/v1/about', { headers })).headers.get('etag')).toBeNull();
  });
});
