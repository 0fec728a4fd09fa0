import { Agent } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { httpInstance, memberOf } from '../testing/conformance/http-instance.ts';
import { fetchOnce } from '../testing/conformance/http-load.ts';
import { dispatch, isShortAnswer } from './dispatch.ts';
import { liveMembers } from './members.ts';
import { NOWHERE, type Routing, type Sticky, type Track } from './routing.ts';
import { secondRows } from './second-rows.ts';
import { routerBench, sumOf } from './testing/router-on-bench.ts';
import { echoInstance, openSocket } from './testing/socket-echo.ts';

const split = (candidate: number) => ({ kind: 'split', candidate }) as const;
const LADDER = [50, 250, 500, 1000, 0] as const;
const CLIENTS = 10_000;

/** A dispatch without connections: where would a request go? */
function choosing(sticky: Sticky = 'cookie') {
  const members = [{ id: 's', address: 'http://127.0.0.1:1' }];
  let routing: Routing = {
    ...NOWHERE,
    sticky,
    stable: members,
    candidate: [{ id: 'c', address: 'http://127.0.0.1:2' }],
  };
  const { assign } = dispatch({
    routing: () => routing,
    members: liveMembers(1_000),
    rows: secondRows('boot', 1, 0),
    steady: () => 0,
  });
  return {
    to: (candidate: number) => {
      routing = { ...routing, traffic: split(candidate) };
    },
    ask: (bucket?: number): { readonly track: Track; readonly newBucket: number | undefined } => {
      const choice = assign({ track: undefined, bucket });
      if (isShortAnswer(choice)) throw new Error(choice.text);
      return choice;
    },
  };
}

const shareOf = (tracks: readonly Track[]): number =>
  (1000 * tracks.filter((track) => track === 'candidate').length) / tracks.length;

describe('the bucket of a user', () => {
  it('gives new and returning users the weight each by itself, all the way up and down', () => {
    const { to, ask } = choosing();
    const buckets: number[] = [];

    for (const weight of LADDER) {
      to(weight);
      const returning = buckets.map((bucket) => ask(bucket).track);
      const fresh = Array.from({ length: CLIENTS }, () => ask());
      const withoutCookies = Array.from({ length: CLIENTS }, () => ask().track);

      expect([weight, shareOf(fresh.map(({ track }) => track))]).toEqual([weight, weight]);
      expect([weight, shareOf(withoutCookies)]).toEqual([weight, weight]);
      // Buckets are given out in turn, so that those of any ten thousand users in a row stray by less than one in a hundred.
      if (returning.length > 0) expect(Math.abs(shareOf(returning) - weight)).toBeLessThan(1);
      buckets.push(...fresh.flatMap(({ newBucket }) => newBucket ?? []));
    }
    expect(buckets).toHaveLength(3 * CLIENTS);
  });

  it('moves a user at most once while the weight rises, and only as many as the weight adds', () => {
    const { to, ask } = choosing();
    to(50);
    const users = Array.from({ length: CLIENTS }, () => ask());
    let before = users.map(({ track }) => track);

    for (const [from, weight] of [
      [50, 250],
      [250, 250],
      [250, 500],
      [500, 999],
      [999, 1000],
    ] as const) {
      to(weight);
      const now = users.map(({ newBucket }) => ask(newBucket).track);
      const moves = now.map((track, index) => `${before[index]} to ${track}`);

      expect(moves.filter((move) => move === 'candidate to stable')).toEqual([]);
      expect(moves.filter((move) => move === 'stable to candidate')).toHaveLength((CLIENTS * (weight - from)) / 1000);
      before = now;
    }
  });

  it('frees everybody at once at weight 0, and moves only those it must on the way down', () => {
    const { to, ask } = choosing();
    to(500);
    const users = Array.from({ length: CLIENTS }, () => ask());

    to(100);
    const fewer = users.map(({ newBucket }) => ask(newBucket).track);
    to(0);
    const none = users.map(({ newBucket }) => ask(newBucket).track);

    expect(users.filter(({ track }, index) => track === 'stable' && fewer[index] === 'candidate')).toEqual([]);
    expect(shareOf(fewer)).toBe(100);
    expect(shareOf(none)).toBe(0);
  });

  it('is given only while both tracks serve, and by nobody where users are not sticky', () => {
    const { to, ask } = choosing();
    const given = [0, 1, 999, 1000].map((weight) => {
      to(weight);
      return ask().newBucket !== undefined;
    });
    const plain = choosing('none');
    plain.to(500);

    expect(given).toEqual([false, true, true, false]);
    expect(plain.ask().newBucket).toBeUndefined();
    // A cookie from another time changes nothing either.
    expect(shareOf(Array.from({ length: 1000 }, () => plain.ask(0).track))).toBe(500);
  });
});

const bench = routerBench(afterEach);

async function bothTracks(sticky: Sticky = 'cookie', headers: Record<string, string> = {}) {
  const on = await bench.start();
  const answering = (id: string) =>
    httpInstance(id, (request, response) =>
      response.writeHead(200, headers).end(`${id}|${request.headers.cookie ?? ''}`),
    );
  const stable = on.keep(await answering('s'));
  const candidate = on.keep(await answering('c'));
  await on.order({ sticky, stable: [memberOf(stable)], candidate: [memberOf(candidate)], traffic: split(500) });
  return { ...on, stable, candidate };
}

describe('the cookie of a user', () => {
  const cookiesOf = (headers: { readonly 'set-cookie'?: string[] | undefined }) => headers['set-cookie'] ?? [];

  it('goes to new users with their first answer, holds a number and no track, and is theirs to keep for a rollout', async () => {
    const { url } = await bothTracks();

    const { headers } = await fetchOnce(url);
    const secure = await fetchOnce(url, { headers: { 'X-Forwarded-Proto': 'https' } });

    expect(cookiesOf(headers)).toEqual([
      expect.stringMatching(/^plimsoll_bucket=\d{1,3}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/),
    ]);
    expect(cookiesOf(secure.headers)[0]).toMatch(/; Secure$/);
  });

  it('stands beside the cookies of the unit, which never sees it', async () => {
    const { url } = await bothTracks('cookie', { 'Set-Cookie': 'session=1' });

    const first = await fetchOnce(url);
    const again = await fetchOnce(url, { headers: { Cookie: 'a=1; plimsoll_bucket=999; b="x;y"' } });
    const alone = await fetchOnce(url, { headers: { Cookie: 'plimsoll_bucket=0' } });

    expect(cookiesOf(first.headers)).toEqual(['session=1', expect.stringMatching(/^plimsoll_bucket=/)]);
    expect([again.body, cookiesOf(again.headers)]).toEqual(['s|a=1; b="x;y"', ['session=1']]);
    expect(alone.body).toBe('c|');
  });

  it('is passed on untouched where users are not sticky', async () => {
    const { url } = await bothTracks('none');

    const { headers, body } = await fetchOnce(url, { headers: { Cookie: 'plimsoll_bucket=0' } });

    expect(body).toMatch(/\|plimsoll_bucket=0$/);
    expect(cookiesOf(headers)).toEqual([]);
  });

  it('is not put on answers that others may get a copy of', async () => {
    for (const control of ['public, max-age=60', 'max-age=1, s-maxage=60']) {
      const { url } = await bothTracks('cookie', { 'Cache-Control': control });
      expect(cookiesOf((await fetchOnce(url)).headers)).toEqual([]);
    }
    const { url } = await bothTracks('cookie', { 'Cache-Control': 'private, max-age=60' });
    expect(cookiesOf((await fetchOnce(url)).headers)).toHaveLength(1);
  });

  it.each(['', '1000', '-1', '1.5', '0x10', 'candidate', '１', '9'.repeat(4_000), '%30', '"7"', '5 5'])(
    'with a bucket that is none (%j) makes its user a new one',
    async (value) => {
      const { url, rows } = await bothTracks();

      const { status, headers } = await fetchOnce(url, { headers: { Cookie: `plimsoll_bucket=${encodeURI(value)}` } });

      expect([status, cookiesOf(headers).length]).toEqual([200, 1]);
      const counted = await rows();
      expect(sumOf(counted, 'stable').requests + sumOf(counted, 'candidate').requests).toBe(1);
    },
  );

  it('never reaches a track without traffic, whatever number it holds', async () => {
    const { url, order, candidate } = await bothTracks();
    await order({ traffic: split(0) });
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });

    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, bucket) =>
        fetchOnce(url, { agent, headers: { Cookie: `plimsoll_bucket=${bucket}` } }),
      ),
    );
    agent.destroy();

    expect(answers.filter(({ body }) => body !== 's|')).toEqual([]);
    expect(candidate.received).toEqual([]);
  });

  it('is not asked for and not given on the test route', async () => {
    const { url } = await bothTracks();

    const headers = { 'X-Plimsoll-Track': 'candidate', Cookie: 'plimsoll_bucket=999' };
    const asked = await fetchOnce(url, { headers });
    const fresh = await fetchOnce(url, { headers: { 'X-Plimsoll-Track': 'candidate' } });

    expect([asked.body, fresh.body]).toEqual(['c|', 'c|']);
    expect(cookiesOf(fresh.headers)).toEqual([]);
  });

  it('keeps its user on a track whose members change, and meets another member when one is gone', async () => {
    const { url, order, keep, candidate } = await bothTracks();
    const asUser = () => fetchOnce(url, { headers: { Cookie: 'plimsoll_bucket=3' } });
    expect((await asUser()).body).toBe('c|');
    const other = keep(await httpInstance('c2'));

    await order({ candidate: [memberOf(candidate), memberOf(other)] });
    await candidate.close();
    const answers = await Promise.all(Array.from({ length: 8 }, asUser));

    expect(answers.map(({ status, body }) => `${status} ${body}`)).toEqual(Array(8).fill('200 c2'));
  });

  it('goes with the handshake of a web socket, which then stays where it began', async () => {
    const on = await bench.start();
    const [s, c] = [on.keep(await echoInstance('s')), on.keep(await echoInstance('c'))];
    await on.order({ sticky: 'cookie', stable: [memberOf(s)], candidate: [memberOf(c)], traffic: split(500) });

    const fresh = await openSocket(on.url);
    const known = await openSocket(on.url, { Cookie: 'plimsoll_bucket=499; a=1' });

    expect(cookiesOf(fresh.answer.headers)).toHaveLength(1);
    expect([known.id, cookiesOf(known.answer.headers).length, c.seen.at(-1)?.headers.cookie]).toEqual(['c', 0, 'a=1']);
    await on.order({ traffic: split(0) });
    known.socket.write('still\n');
    await expect.poll(() => known.lines).toEqual(['c still']);
    expect((await openSocket(on.url, { Cookie: 'plimsoll_bucket=499' })).id).toBe('s');
  });
});

it('holds for users over HTTP: they keep their side up a ladder and all go back at 0', async () => {
  const { url, order, rows } = await bothTracks();
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const jar = Array.from({ length: 1000 }, () => '');
  const asUser = async (user: number): Promise<string> => {
    const cookie = jar[user] ?? '';
    const { body, headers } = await fetchOnce(url, { agent, headers: cookie === '' ? {} : { Cookie: cookie } });
    jar[user] = headers['set-cookie']?.[0]?.split(';')[0] ?? cookie;
    return body.replace('|', '');
  };
  let before: readonly string[] = [];

  for (const weight of LADDER) {
    await order({ traffic: split(weight) });
    const now = await Promise.all(jar.map((_, user) => asUser(user)));

    expect([weight, now.filter((track) => track === 'c').length]).toEqual([weight, weight]);
    if (weight > 0) expect(before.filter((track, user) => track === 'c' && now[user] === 's')).toEqual([]);
    before = now;
  }
  agent.destroy();

  const counted = await rows();
  expect(sumOf(counted, 'candidate')).toMatchObject({ requests: 1800, routed: 1800, errors: 0 });
  expect(sumOf(counted, 'stable')).toMatchObject({ requests: 3200, routed: 3200, errors: 0 });
});
