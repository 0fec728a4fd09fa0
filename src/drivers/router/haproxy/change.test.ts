import { describe, expect, it } from 'vitest';
import { weight } from '../../../core/kernel/weight.ts';
import type { Track } from '../../../core/unit/environment.ts';
import type { Member, Traffic } from '../../../ports/traffic-router.ts';
import { LASTING } from '../../../testing/conformance/workspace.ts';
import { stepsTo, tidying } from './change.ts';
import { type InForce, type Server, trafficState } from './in-force.ts';
import { backendsText } from './reload-files.ts';
import { serverAddress } from './server-address.ts';
import { memberIdOf, serverName } from './server-name.ts';

const split = (permille: number): Traffic => ({ kind: 'split', candidate: weight(permille) ?? (0 as never) });
const member = (id: string, port = 1): Member => ({ id, address: `http://127.0.0.1:${port}` });
const server = (track: Track, id: string, more: Partial<Server> = {}): Server => ({
  ...member(id),
  ...{ track, name: serverName(track, id), isReady: true, inFlight: 0 },
  ...more,
});
const inForce = (share: number | null, ...servers: Server[]): InForce => ({ share, servers, address: 'http://shop' });

describe('the steps of a change', () => {
  it('let whoever comes in before the share moves, and whoever leaves go while others are there', () => {
    const seen = inForce(0, server('stable', 'a'));

    const steps = stepsTo({ stable: [member('b')], candidate: [member('c', 2)], traffic: split(50) }, seen, 'shop');

    expect(steps).toEqual({
      before: [
        'add server shop-stable/stable-b 127.0.0.1:1',
        'set server shop-stable/stable-b state ready',
        'add server shop-candidate/candidate-c 127.0.0.1:2',
        'set server shop-candidate/candidate-c state ready',
        'set server shop-stable/stable-a state drain',
      ],
      share: 50,
      after: [],
    });
  });

  it('empty a track that still gets traffic only after the share has moved away from it', () => {
    const seen = inForce(1000, server('stable', 'a'), server('candidate', 'b'));

    const { before, share, after } = stepsTo({ stable: [member('b')], candidate: [], traffic: split(0) }, seen, 'shop');

    // No request meets the old release: it leaves while all traffic is still the candidate's.
    expect(before.at(-1)).toBe('set server shop-stable/stable-a state drain');
    expect([share, after]).toEqual([0, ['set server shop-candidate/candidate-b state drain']]);
  });

  it('take back the server that a member had, and give a member at another address one of its own', () => {
    const drained = server('stable', 'b', { isReady: false, inFlight: 2 });
    const seen = inForce(0, server('stable', 'a'), drained);

    expect(stepsTo({ stable: [member('a'), member('b')] }, seen, 'shop').before).toEqual([
      'set server shop-stable/stable-b state ready',
    ]);
    expect(stepsTo({ stable: [member('a'), member('b', 9)] }, seen, 'shop').before).toEqual([
      'add server shop-stable/stable-b.2 127.0.0.1:9',
      'set server shop-stable/stable-b.2 state ready',
    ]);
  });

  it('are none where all is as it should be', () => {
    const seen = inForce(300, server('stable', 'a'), server('candidate', 'b'));

    expect(stepsTo({ stable: [member('a')] }, seen, 'shop')).toEqual({ before: [], share: 300, after: [] });
  });

  it.each<[string, () => unknown]>([
    ['a track without members', () => stepsTo({ traffic: split(1) }, inForce(0, server('stable', 'a')), 'shop')],
    ['a track that is emptied', () => stepsTo({ stable: [] }, inForce(0, server('stable', 'a')), 'shop')],
    ['a member twice', () => stepsTo({ stable: [member('a')], candidate: [member('a')] }, inForce(null), 'shop')],
    ['a name for an address', () => serverAddress('http://shop.example:80')],
    ['an instance over https', () => serverAddress('https://127.0.0.1:80')],
    ['what is no address', () => serverAddress('127.0.0.1 80')],
  ])('are refused for %s', (_, act) => {
    expect(act).toThrow(expect.objectContaining(LASTING));
  });

  it('let members go of a track that a reload has emptied already', () => {
    expect(stepsTo({ candidate: [] }, inForce(0, server('candidate', 'c')), 'shop').before).toEqual([
      'set server shop-candidate/candidate-c state drain',
    ]);
  });

  it('end with taking away whoever has nothing left to do', () => {
    const seen = inForce(
      0,
      server('stable', 'a'),
      server('stable', 'b', { isReady: false, inFlight: 1 }),
      server('candidate', 'c', { isReady: false }),
    );

    expect(tidying(seen, 'shop')).toEqual([
      'set server shop-candidate/candidate-c state maint',
      'del server shop-candidate/candidate-c',
    ]);
  });
});

describe('what is in force', () => {
  it('is out of service where the share sends users only to a track that has lost its servers', () => {
    const traffic = (share: number | null, ...servers: Server[]) => trafficState(inForce(share, ...servers)).traffic;

    expect(traffic(0, server('candidate', 'c'))).toEqual({ kind: 'out-of-service' });
    expect(traffic(1000, server('stable', 'a'))).toEqual({ kind: 'out-of-service' });
    expect(traffic(null, server('stable', 'a'))).toEqual({ kind: 'out-of-service' });
    expect(traffic(400, server('stable', 'a'))).toEqual(split(400));
  });

  it('does not call a member leaving that only changed its track', () => {
    const left = server('candidate', 'b', { isReady: false, inFlight: 3 });

    expect(trafficState(inForce(0, server('stable', 'b'), left)).draining).toEqual([]);
    expect(trafficState(inForce(0, server('stable', 'a'), left)).draining).toEqual([{ ...member('b'), inFlight: 3 }]);
    const done = { ...left, inFlight: 0 };
    expect(trafficState(inForce(0, server('stable', 'a'), done)).draining).toEqual([]);
  });

  it('is written for the next start with the servers that get requests, and no others', () => {
    const text = backendsText('shop', inForce(0, server('stable', 'a'), server('stable', 'b', { isReady: false })));

    expect(text).toMatch(/^backend shop-stable\n(?: {2}.*\n)+ {2}server stable-a 127\.0\.0\.1:1$/m);
    expect(text).not.toContain('stable-b');
  });
});

describe('the name of a server', () => {
  it.each(['a', 'inst_01J.x', 'Ärger mit Leerzeichen', 'x;del server y', '7'])('gives back the id %s', (id) => {
    const name = serverName('candidate', id, 3);

    expect(name).toMatch(/^candidate-[A-Za-z0-9_-]+\.3$/);
    expect(memberIdOf(name, 'candidate')).toBe(id);
    expect(memberIdOf(serverName('stable', id), 'stable')).toBe(id);
  });

  it('is the id of a server that somebody else named', () => {
    expect([memberIdOf('web1', 'stable'), memberIdOf('stable-a_zz', 'stable')]).toEqual(['web1', 'stable-a_zz']);
  });

  it('leads to an address that HAProxy takes', () => {
    expect(['http://localhost:80', 'http://[::1]:9', 'http://10.0.0.1'].map(serverAddress)).toEqual([
      '127.0.0.1:80',
      '[::1]:9',
      '10.0.0.1:80',
    ]);
  });
});
