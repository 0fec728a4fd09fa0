import { readFile, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weight } from '../../../core/kernel/weight.ts';
import type { Traffic } from '../../../ports/traffic-router.ts';
import { type HttpInstance, httpInstance, memberOf } from '../../../testing/conformance/http-instance.ts';
import { fetchOnce, httpLoad } from '../../../testing/conformance/http-load.ts';
import { trafficRouterConformance } from '../../../testing/conformance/traffic-router.ts';
import { anEffect, LASTING, PASSING } from '../../../testing/conformance/workspace.ts';
import { haproxySocket } from '../../shared/haproxy/runtime-socket.ts';
import { type RealHaproxy, realHaproxy } from '../../shared/haproxy/testing/real-haproxy.ts';
import { sendAway } from './fall-back.ts';
import { type HaproxyRouterOptions, haproxyRouter } from './index.ts';

const { signal } = new AbortController();
const split = (permille: number): Traffic => ({ kind: 'split', candidate: weight(permille) ?? (0 as never) });
const OUT: Traffic = { kind: 'out-of-service' };

const optionsFor = (haproxy: RealHaproxy, more: Partial<HaproxyRouterOptions> = {}): HaproxyRouterOptions => ({
  ...{ socket: haproxy.socket, backend: 'checkout', address: null, files: haproxy.files, sticky: 'none' },
  ledger: join(haproxy.dir, 'effects.json'),
  ...more,
});

trafficRouterConformance('haproxy', async () => {
  const haproxy = await realHaproxy();
  const instances: HttpInstance[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    make: () => haproxyRouter(optionsFor(haproxy)),
    member: async (id) => {
      const instance = await httpInstance(id);
      instances.push(instance);
      return memberOf(instance);
    },
    send: async (count) => {
      const answers: (string | undefined)[] = [];
      for (let sent = 0; sent < count; sent++) {
        const { status, body } = await fetchOnce(haproxy.address, { agent });
        answers.push(status === 200 ? body : undefined);
      }
      return answers;
    },
    begin: async () => {
      const anybody = Promise.race(instances.map(async (one) => one.held().then(() => one)));
      const answer = fetchOnce(`${haproxy.address}/hold`);
      const { id } = await anybody;
      return {
        member: id,
        finish: async () => {
          instances.find((one) => one.id === id)?.release();
          return (await answer).body === id;
        },
      };
    },
    tearDown: async () => {
      agent.destroy();
      await haproxy.stop();
      await Promise.all(instances.map((one) => one.close()));
    },
  };
});

describe('a HAProxy of Debian', () => {
  let haproxy: RealHaproxy;
  let stable: HttpInstance;
  let candidate: HttpInstance;
  const router = (more: Partial<HaproxyRouterOptions> = {}) => haproxyRouter(optionsFor(haproxy, more));
  beforeEach(async () => {
    haproxy = await realHaproxy();
    [stable, candidate] = [await httpInstance('s'), await httpInstance('c')];
  });
  afterEach(async () => {
    await haproxy.stop();
    await Promise.all([stable.close(), candidate.close()]);
  });
  const opened = (permille: number, more: Partial<HaproxyRouterOptions> = {}) =>
    router(more).members(
      { stable: [memberOf(stable)], candidate: [memberOf(candidate)], traffic: split(permille) },
      anEffect('open'),
    );
  const stat = () => haproxySocket(haproxy.socket).ask('show stat', signal);

  it('goes on with its share and its servers after a reload, and after kill -9', async () => {
    await opened(250);
    const before = await router().observe(signal);

    await haproxy.reload();
    expect(await router().observe(signal)).toEqual(before);
    await haproxy.kill();
    await haproxy.start();

    expect(await router().observe(signal)).toEqual(before);
    expect((await fetchOnce(haproxy.address)).status).toBe(200);
  });

  it('finds nothing wrong with the example nor with what is written for its next start', async () => {
    const check = () => execa('haproxy', ['-c', '-f', 'haproxy.cfg', '-f', 'run/checkout.cfg'], { cwd: haproxy.dir });
    expect((await check()).stdout).toBe('Configuration file is valid');
    await opened(250);

    expect((await check()).stdout).toBe('Configuration file is valid');
    expect(await readFile(join(haproxy.files, 'checkout.cfg'), 'utf8')).toContain('server candidate-c 127.0.0.1:');
  });

  it('can take away a server that it read from a file', async () => {
    await opened(0);
    await haproxy.reload();

    const seen = await router().members({ candidate: [] }, anEffect('less'));

    expect(seen).toMatchObject({ stable: [memberOf(stable)], candidate: [] });
    expect(await stat()).not.toContain('candidate-c');
  });

  it('says that nobody is served when a reload took its servers away, and takes them back when told', async () => {
    await opened(0, { files: null });

    await haproxy.reload();

    expect(await router().observe(signal)).toMatchObject({ traffic: OUT, stable: [], candidate: [] });
    await router({ files: null }).members({ stable: [memberOf(stable)], traffic: split(0) }, anEffect('again'));
    expect((await fetchOnce(haproxy.address)).body).toBe('s');
  });

  it('says what somebody else did to it', async () => {
    await opened(0);
    const socket = haproxySocket(haproxy.socket);
    await socket.tell(
      ['set map run/checkout.map share 400', 'set server checkout-stable/stable-s state maint'],
      signal,
    );

    expect(await router().observe(signal)).toMatchObject({ traffic: split(400), stable: [], candidate: [{ id: 'c' }] });
  });

  it('is told what to do when it is not there, and observes nothing then', async () => {
    await opened(0);
    await haproxy.kill();

    for (const asked of [router().observe(signal), router().shift(split(500), anEffect('up'))]) {
      await expect(asked).rejects.toMatchObject(PASSING);
      await expect(asked).rejects.toThrow(/no HAProxy listens at .*: start it/);
    }
    await haproxy.start();
    expect((await router().shift(split(500), anEffect('up'))).traffic).toEqual(split(500));
  });

  it('is told what its configuration lacks', async () => {
    await expect(router({ backend: 'shop' }).observe(signal)).rejects.toMatchObject(LASTING);
    await expect(router({ backend: 'shop' }).observe(signal)).rejects.toThrow(/uses no map shop\.map: docs/);
  });

  it('keeps returning users where they were, by a bucket that the unit never sees', async () => {
    const { address } = await opened(500, { sticky: 'cookie' });
    const asUser = (cookie: string) => fetchOnce(address, { headers: { Cookie: cookie } });

    expect((await asUser('plimsoll_bucket=499')).body).toBe('c');
    expect((await asUser('a=1; plimsoll_bucket=500; b=2')).body).toBe('s');
    expect(stable.received.at(-1)?.headers.cookie).toMatch(/^a=1; *b=2$/);
    expect((await asUser('plimsoll_bucket=500')).headers['set-cookie']).toBeUndefined();
    expect(stable.received.at(-1)?.headers.cookie).toBeUndefined();
    const [given] = (await asUser('plimsoll_bucket=abc')).headers['set-cookie'] ?? [];
    expect(given).toMatch(/^plimsoll_bucket=\d{1,3}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/);
    await router({ sticky: 'none' }).shift(split(500), anEffect('none'));
    expect((await fetchOnce(address)).headers['set-cookie']).toBeUndefined();
  });

  it('lets a check on this machine reach a track at any share, and only by its header', async () => {
    const { address } = await opened(0);
    const asked = async (track: string) =>
      (await fetchOnce(address, { headers: { 'X-Plimsoll-Track': track } })).body.trim();

    expect([await asked('candidate'), await asked('stable'), await asked('else')]).toEqual(['c', 's', 's']);
    expect(candidate.received[0]?.headers).not.toHaveProperty('x-plimsoll-track');
    await router().shift(split(1000), anEffect('all'));
    expect([await asked('candidate'), await asked('stable'), await asked('else')]).toEqual(['c', 's', 'c']);
    await router().shift(OUT, anEffect('out'));
    expect([await asked('candidate'), await asked('else')]).toEqual(['c', 'out of service']);
  });

  it('tells out of service with a word on when to come again', async () => {
    const { status, headers } = await fetchOnce(haproxy.address);

    expect([status, headers['retry-after']]).toEqual([503, '5']);
  });

  it('gives the same instance at another address a server of its own while the old one still answers', async () => {
    await opened(0);
    const held = fetchOnce(`${haproxy.address}/hold`);
    await stable.held();
    const other = await httpInstance('s');

    const seen = await router().members({ stable: [memberOf(other)] }, anEffect('moved'));

    expect(seen).toMatchObject({ stable: [memberOf(other)], draining: [{ ...memberOf(stable), inFlight: 1 }] });
    expect(await stat()).toContain('checkout-stable,stable-s.2,');
    stable.release();
    expect((await held).body).toBe('s');
    await other.close();
  });

  it('takes away the servers that have left', async () => {
    await opened(0);
    await router().members({ candidate: [] }, anEffect('less'));
    await router().shift(split(0), anEffect('next'));

    expect(await stat()).not.toContain('candidate-c');
  });

  it('sends everybody to stable by hand, and lets the next control plane go on', async () => {
    await opened(700);

    const sent = await sendAway(optionsFor(haproxy), 'stable', signal);

    expect([sent.before.traffic, sent.after.traffic, sent.durable]).toEqual([split(700), split(0), true]);
    expect(await readFile(join(haproxy.files, 'checkout.map'), 'utf8')).toBe('share 0\nsticky 0\n');
    expect((await router().shift(split(100), anEffect('on'))).traffic).toEqual(split(100));
  });

  it('loses no request over shifts, drains and a settling under load, and a new share shows at once', async () => {
    await opened(0);
    const load = httpLoad(haproxy.address, 8);
    await load.answered(200);
    for (let flip = 0; flip < 12; flip++) {
      await router().shift(split(flip % 2 === 0 ? 1000 : 0), anEffect(`flip-${flip}`));
      const begun = { s: stable.received.length, c: candidate.received.length };
      await load.answered(50);
      const idle = flip % 2 === 0 ? stable.received.length - begun.s : candidate.received.length - begun.c;
      // Each user had one request on its way at most when the share changed.
      expect(idle).toBeLessThanOrEqual(8);
    }
    const change = { stable: [memberOf(candidate)], candidate: [], traffic: split(0) };
    await router().members(change, anEffect('settle'));
    await load.answered(200);

    const tally = await load.stop();

    expect(Object.keys(tally).sort()).toEqual(['200 c', '200 s']);
  });

  it('is told that its socket is of too low a level', async () => {
    const config = join(haproxy.dir, 'haproxy.cfg');
    await haproxy.kill();
    await writeFile(config, (await readFile(config, 'utf8')).replace('level admin', 'level user'));
    await haproxy.start();

    const opening = opened(0, { address: 'http://shop.example' });

    await expect(opening).rejects.toMatchObject(LASTING);
    await expect(opening).rejects.toThrow(/write {2}stats socket .* level admin/);
  });
});
