import { describe, expect, it } from 'vitest';
import { changed, NOWHERE } from './routing.ts';
import { placeOf, readChange } from './routing-shape.ts';

const a = { id: 'a', address: 'http://127.0.0.1:1' };
const b = { id: 'b', address: 'http://127.0.0.1:2' };
const split = (candidate: number) => ({ kind: 'split', candidate }) as const;

describe('a change of the routing', () => {
  it('is refused when it leaves a track with traffic without members', () => {
    const both = { traffic: split(500), sticky: 'none', stable: [a], candidate: [b] } as const;

    expect(changed(NOWHERE, { traffic: split(0) })).toMatchObject({ refused: 'track-without-members' });
    expect(changed({ ...both, candidate: [] }, { traffic: split(1) })).toMatchObject({
      refused: 'track-without-members',
    });
    expect(changed(both, { stable: [] })).toMatchObject({ refused: 'track-without-members' });
    expect(changed(both, { candidate: [] })).toMatchObject({ refused: 'track-without-members' });
    expect(changed(both, { stable: [], traffic: split(1000) })).toEqual({ ...both, stable: [], traffic: split(1000) });
  });

  it('may leave nobody anywhere while out of service', () => {
    expect(changed({ traffic: split(0), sticky: 'cookie', stable: [a], candidate: [] }, NOWHERE)).toEqual(NOWHERE);
  });

  it('is refused when a member stands twice', () => {
    expect(changed(NOWHERE, { stable: [a], candidate: [a] })).toMatchObject({ refused: 'member-twice' });
  });
});

describe('the shape of a change', () => {
  it('is read when every part of it is well formed', () => {
    const change = { traffic: split(1), sticky: 'cookie', stable: [a], candidate: [] };

    expect(readChange(change)).toEqual(change);
    expect(readChange({})).toEqual({});
  });

  it.each([
    null,
    [],
    { traffic: null },
    { traffic: split(-1) },
    { traffic: split(1001) },
    { traffic: split(0.5) },
    { traffic: { kind: 'all' } },
    { sticky: 'track' },
    { stable: a },
    { stable: [{ id: '', address: a.address }] },
    { stable: [{ id: 'a', address: 'https://127.0.0.1:1' }] },
    { candidate: [{ id: 'a' }] },
  ])('is refused as %j', (change) => {
    expect(readChange(change)).toBeUndefined();
  });
});

describe('an address of a member', () => {
  it('is http, a host and a port, and nothing more', () => {
    expect(placeOf('http://127.0.0.1:41234')).toEqual({ host: '127.0.0.1', port: 41234 });
    expect(placeOf('http://[::1]:80')).toEqual({ host: '::1', port: 80 });
    expect(placeOf('http://web/')).toEqual({ host: 'web', port: 80 });
    for (const other of ['web:80', 'http://a:1/path', 'http://u:p@a:1', 'https://a:1', 'unix:/a', ''])
      expect(placeOf(other)).toBeUndefined();
  });
});
