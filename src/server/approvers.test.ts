import { describe, expect, it } from 'vitest';
import { emptySlot } from '../core/environment/slot.ts';
import type { CheckpointPolicy } from '../core/unit/unit.ts';
import { aUnitSpec } from '../testing/builders.ts';
import { whoMayApprove } from './approvers.ts';
import type { ControlPlaneRecord } from './record.ts';

const persons = ['person:ada', 'person:bob'].map((name) => ({ name, groups: [] }));
const keys = persons.map(({ name }) => ({ person: name, revokedAt: null, environments: null }));
const record = { trust: { persons, keys }, demoTrust: null } as unknown as ControlPlaneRecord;
const slot = emptySlot('checkout', 'production');

const able = (requester: object, separateFrom: CheckpointPolicy['separateFrom'], authors: readonly string[] = []) => {
  const { checkpoints } = aUnitSpec();
  const approvers = persons.map(({ name }) => name);
  const productionPromotion = { ...checkpoints.productionPromotion, approvers, separateFrom };
  const policy = { ...checkpoints, productionPromotion };
  const opening = { requester, authors } as Parameters<typeof whoMayApprove>[2];
  return whoMayApprove(record, { policy, environment: 'production', demo: false }, opening, slot);
};

describe('who could approve now', () => {
  const agent = { kind: 'agent', name: 'builder', owner: 'ada' };

  it('is everybody the policy names, where it separates nobody', () => {
    expect(able(agent, [])).toEqual(['person:ada', 'person:bob']);
  });

  it('is not whoever asked, nor the owner of an agent that did', () => {
    expect(able({ kind: 'person', name: 'bob' }, ['requester'])).toEqual(['person:ada']);
    expect(able(agent, ['requester'])).toEqual(['person:bob']);
  });

  it('is nobody where it is not known that two people differ: their signatures would be refused', () => {
    expect(able({ kind: 'local', name: 'os/1000' }, ['requester'])).toEqual([]);
    expect(able({ ...agent, vouched: 'os-account' }, ['requester'])).toEqual([]);
    expect(able({ ...agent, vouched: 'session' }, ['requester'])).toEqual(['person:bob']);
  });

  it('is not who may have written it, by any part of the name that git has', () => {
    expect(able(agent, ['author'], ['Ada Lovelace <ADA@acme.test>'])).toEqual(['person:bob']);
  });
});
