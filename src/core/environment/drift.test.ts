import { describe, expect, it } from 'vitest';
import { aDigest, aRelease, NOON } from '../../testing/builders.ts';
import type { DeploymentId } from '../kernel/id.ts';
import { ALL, NONE } from '../kernel/weight.ts';
import { digestsOf, instancesOf } from '../unit/release.ts';
import { differencesOf, type Seen } from './drift.ts';
import type { StableRelease } from './slot.ts';

const release = aRelease('1');
const stable: StableRelease = { release, deployment: 'dep_a' as DeploymentId, since: NOON };
const place = { environment: 'production', listen: 'localhost:8080' };
const instance = (id: string, changes: object = {}) => ({
  ...{ id, releaseId: release.id, artifactDigests: digestsOf(release), address: `http://127.0.0.1:${id}`, alive: true },
  ...changes,
});
const full = Array.from({ length: instancesOf(release, 'production') }, (_, at) => instance(String(4000 + at)));
const seen = (changes: Partial<Seen> = {}): Seen => ({
  instances: full,
  traffic: { kind: 'split', candidate: NONE },
  stable: full.map(({ id, address }) => ({ id, address })),
  address: 'http://localhost:8080',
  ...changes,
});
const found = (changes: Partial<Seen>) => differencesOf(stable, place, seen(changes)).map(({ about }) => about);

describe('an environment in which nothing is being deployed', () => {
  it('is as recorded when its release, digests, instances, traffic and address are', () => {
    expect(differencesOf(stable, place, seen())).toEqual([]);
  });

  it.each<[string, Partial<Seen>, string[]]>([
    ['another release runs too', { instances: [...full, instance('9', { releaseId: 'rel_9' })] }, ['release']],
    [
      'an instance has other artifacts',
      { instances: full.map((one, at) => (at === 0 ? { ...one, artifactDigests: [aDigest('9')] } : one)) },
      ['digests'],
    ],
    ['an instance is too many', { instances: [...full, instance('5000')] }, ['instances']],
    ['traffic goes elsewhere', { traffic: { kind: 'split', candidate: ALL } }, ['traffic']],
    ['users are sent away', { traffic: { kind: 'out-of-service' } }, ['traffic']],
    [
      'the router sends where nothing of stable runs',
      { stable: [{ id: 'x', address: 'http://127.0.0.1:1' }] },
      ['members'],
    ],
    ['the router listens elsewhere', { address: 'http://localhost:9090' }, ['address']],
  ])('is not as recorded when %s', (_, changes, about) => {
    expect(found(changes)).toEqual(about);
  });

  it('misses an instance that is not alive, and the address the router still has for it', () => {
    const dead = full.map((one, at) => (at === 0 ? { ...one, alive: false } : one));

    expect(found({ instances: dead })).toEqual(['instances', 'members']);
  });

  it('says nothing of an address where the configuration leaves it open', () => {
    expect(differencesOf(stable, { ...place, listen: null }, seen({ address: 'http://localhost:4711' }))).toEqual([]);
  });
});
