import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpInstance, memberOf } from '../testing/conformance/http-instance.ts';
import { fetchOnce, httpLoad } from '../testing/conformance/http-load.ts';
import { PATIENTLY } from '../testing/conformance/workspace.ts';
import { routerBench, sumOf } from './testing/router-on-bench.ts';
import { type ClientSocket, echoInstance, openSocket, shakeHands } from './testing/socket-echo.ts';

const bench = routerBench(afterEach);
const split = (candidate: number) => ({ kind: 'split', candidate }) as const;

async function bothTracks() {
  const on = await bench.start();
  const stable = on.keep(await echoInstance('s'));
  const candidate = on.keep(await echoInstance('c'));
  await on.order({ stable: [memberOf(stable)], candidate: [memberOf(candidate)], traffic: split(0) });
  const draining = async () => (await on.admin('GET', '/state')).body.draining;
  return { ...on, stable, candidate, draining };
}

describe('web sockets under load', () => {
  it('lose nothing and mix nothing while weights rise and fall beside plain requests, and none is cut when it drains', async () => {
    const { url, order, stable, candidate, draining, rows } = await bothTracks();
    const load = httpLoad(url, 16);
    const open: ClientSocket[] = [];
    let said = 0;
    const everybodySays = (): void => {
      for (const [index, one] of open.entries()) one.socket.write(`${index}/${said}\n`);
      said++;
    };

    for (const [step, share] of [50, 250, 500, 1000, 500].entries()) {
      await order({ traffic: split(share) });
      open.push(...(await Promise.all(Array.from({ length: 100 }, () => openSocket(url)))));
      for (let round = 0; round < 4; round++) everybodySays();
      await load.answered(100);
      expect([step, open.length]).toEqual([step, (step + 1) * 100]);
    }
    const onCandidate = open.filter(({ id }) => id === 'c');
    expect(onCandidate.length).toBeGreaterThan(200);

    // The rollback: no more traffic for the candidate, then out of the router. Its sockets stand until they close by themselves.
    await order({ traffic: split(0) });
    await order({ candidate: [] });
    everybodySays();
    await load.answered(100);
    await expect.poll(draining, PATIENTLY).toMatchObject([{ id: 'c', inFlight: onCandidate.length }]);
    const complete = (one: ClientSocket, index: number) => {
      const first = Math.floor(index / 100) * 4;
      const wanted = Array.from({ length: said - first }, (_, turn) => `${one.id} ${index}/${first + turn}`);
      return one.lines.length === wanted.length && one.lines.every((line, at) => line === wanted[at]);
    };
    await expect.poll(() => open.filter((one, index) => !complete(one, index)).length, PATIENTLY).toBe(0);
    expect(open.filter(({ socket }) => socket.destroyed)).toEqual([]);

    for (const { socket } of onCandidate) socket.end();
    await expect.poll(draining, PATIENTLY).toEqual([]);
    await candidate.close();
    everybodySays();
    const stay = open.filter(({ id }) => id === 's');
    await expect.poll(() => stay.every(({ lines }) => lines.at(-1)?.endsWith(`/${said - 1}`)), PATIENTLY).toBe(true);

    const tally = await load.stop();
    expect(Object.keys(tally).sort()).toEqual(['200 c', '200 s']);
    const counted = await rows();
    const plain = (outcome: string) => tally[outcome] ?? 0;
    expect(sumOf(counted, 'candidate')).toMatchObject({
      requests: plain('200 c') + onCandidate.length,
      errors: 0,
      cut: 0,
    });
    expect(sumOf(counted, 'stable')).toMatchObject({ requests: plain('200 s') + stay.length, errors: 0, cut: 0 });
    expect(counted.at(-1)).toMatchObject({ stable: { sockets: stay.length }, candidate: { sockets: 0 } });
    expect(stable.sockets).toHaveLength(stay.length);
  });

  it('end for their users when the instance dies, and are counted as cut, not as errors', async () => {
    const { url, order, candidate, rows } = await bothTracks();
    await order({ traffic: split(1000) });
    const open = await Promise.all(Array.from({ length: 50 }, () => openSocket(url)));
    const closed = Promise.all(open.map(({ socket }) => once(socket, 'close')));

    for (const socket of candidate.sockets) socket.resetAndDestroy();
    await closed;

    expect(sumOf(await rows(), 'candidate')).toMatchObject({ requests: 50, errors: 0, cut: 50 });
    await expect.poll(async () => (await rows()).at(-1)?.candidate.sockets, PATIENTLY).toBe(0);
  });
});

describe('a web socket', () => {
  async function with_(shake: (socket: Socket) => void) {
    const on = await bench.start();
    const instance = on.keep(await echoInstance('a', shake));
    await on.order({ stable: [memberOf(instance)], traffic: split(0) });
    return { ...on, instance };
  }

  it('still carries what the client says after the instance has said its last word', async () => {
    let heard = '';
    const { url } = await with_((socket) => {
      socket.end('that is all\n');
      socket.on('data', (chunk: Buffer) => {
        heard += String(chunk);
      });
    });
    const sending = await openSocket(url);
    sending.socket.allowHalfOpen = true;
    await expect.poll(() => sending.lines, PATIENTLY).toEqual(['that is all']);

    sending.socket.end('one more thing');

    await expect.poll(() => heard, PATIENTLY).toBe('one more thing');
  });

  it('whose client does not read stops its instance from sending, and loses nothing of it', async () => {
    const MEGABYTES = 48;
    const block = Buffer.alloc(1024 * 1024, 'x');
    const { url, instance } = await with_((socket) => {
      for (let sent = 0; sent < MEGABYTES; sent++) socket.write(block);
      socket.end();
    });
    const { socket } = await shakeHands(url);
    const unsent = () => instance.sockets[0]?.writableLength ?? 0;
    // Until the pipes between are full: the amount left at the instance then stays as it is.
    let before = -1;
    await expect
      .poll(
        () => {
          const isStill = unsent() === before;
          before = unsent();
          return isStill;
        },
        { ...PATIENTLY, interval: 200 },
      )
      .toBe(true);

    expect(unsent()).toBeGreaterThan((MEGABYTES * block.length) / 2);
    let got = 0;
    for await (const chunk of socket as AsyncIterable<Buffer>) got += chunk.length;

    expect(got).toBe(MEGABYTES * block.length);
  });

  it('that says nothing stays open for longer than an instance may be silent', async () => {
    const on = await bench.start({ silence: 100 });
    const instance = on.keep(await echoInstance('a'));
    await on.order({ stable: [memberOf(instance)], traffic: split(0) });
    const { socket, lines } = await openSocket(on.url);

    // A request that is as silent is ended meanwhile: the time is over.
    const silent = on.keep(await httpInstance('b', () => undefined));
    await on.order({ stable: [memberOf(instance)], candidate: [memberOf(silent)] });
    expect(await fetchOnce(on.url, { headers: { 'X-Plimsoll-Track': 'candidate' } })).toMatchObject({ status: 504 });
    socket.write('still here\n');

    await expect.poll(() => lines, PATIENTLY).toEqual(['a still here']);
  });
});
