import { expect, it } from 'vitest';
import { NOON } from '../testing/builders.ts';
import type { Bundle } from './bundle.ts';
import { consentingKey } from './consenting-key.ts';
import type { TrustedKey, TrustList } from './trust-list.ts';

const KEY: TrustedKey = {
  kind: 'ed25519',
  id: 'k1',
  ...{ person: 'person:ada', publicKey: 'p', environments: ['production'] },
  ...{ addedAt: NOON, revokedAt: null },
};
const listing = (key: TrustedKey): TrustList => ({
  ...{ schema: 'plimsoll.trust/1', controlPlaneId: 'cp_1', version: 1, previous: null, threshold: 1 },
  persons: [{ name: 'person:ada', groups: ['group:leads'] }],
  keys: [key],
});
const signature: Bundle['signature'] = { kind: 'ed25519', keyId: 'k1', signature: 's' };
const found = (trustList: TrustList | null, environment = 'production') =>
  consentingKey({ trustList, demoTrust: null }, signature, environment);

it('is the listed key with the groups of its person', () => {
  expect(found(listing(KEY))).toMatchObject({ person: 'person:ada', groups: ['group:leads'] });
});

it.each<[string, TrustList | null, string?]>([
  ['there is no list', null],
  ['it is not listed', listing({ ...KEY, id: 'k2' })],
  ['it was revoked', listing({ ...KEY, revokedAt: NOON })],
  ['it is for another environment', listing(KEY), 'staging'],
  ['it is listed as a key of another kind', listing({ ...KEY, kind: 'webauthn' } as unknown as TrustedKey)],
])('is none where %s', (_, list, environment) => {
  expect(found(list, environment)).toBeNull();
});

it('of the demo counts only where its trust does', () => {
  const demo: Bundle['signature'] = { kind: 'demo', keyId: 'd1', signature: 's' };

  expect(consentingKey({ trustList: listing(KEY), demoTrust: null }, demo, 'production')).toBeNull();
});
