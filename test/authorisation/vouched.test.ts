import { describe, expect, it } from 'vitest';
import { verifyApproval } from '../../src/approval/verify.ts';
import type { Principal } from '../../src/core/principal/principal.ts';
import { aUnitSpec } from '../../src/testing/builders.ts';
import { anApprovalWorld, aWaitingDeployment, goodBytes } from '../hostile/approval-world.ts';

/** What becomes of Ada's approval of what somebody else asked for, where both must differ. */
const approved = async (requester: Principal, separateFrom: readonly ('requester' | 'author')[]): Promise<string> => {
  const { checkpoints } = aUnitSpec();
  const productionPromotion = { ...checkpoints.productionPromotion, separateFrom };
  const spec = aUnitSpec({ checkpoints: { ...checkpoints, productionPromotion } });
  const world = anApprovalWorld({ deployment: aWaitingDeployment({ spec, requester, authors: [] }) });
  const answer = await verifyApproval(goodBytes(world), world.context);
  return 'code' in answer ? answer.code : 'approved';
};

const agent = (owner: string, vouched?: 'session' | 'os-account'): Principal => ({
  ...{ kind: 'agent', name: 'builder', owner },
  ...(vouched === undefined ? {} : { vouched }),
});

describe('where approver and requester must be two people', () => {
  it('an agent of somebody else is, when a person who signed in vouched for its token', async () => {
    expect(await approved(agent('person:bob', 'session'), ['requester'])).toBe('approved');
  });

  it('an agent whose token an account of the machine made is not: the approver could have made it in any name', async () => {
    expect(await approved(agent('person:bob', 'os-account'), ['requester'])).toBe('approval-not-separate');
    expect(await approved({ kind: 'ci', name: 'main', vouched: 'os-account' }, ['requester'])).toBe(
      'approval-not-separate',
    );
    expect(await approved({ kind: 'ci', name: 'main', vouched: 'session' }, ['requester'])).toBe('approved');
  });

  it('an approver’s own agent never is', async () => {
    expect(await approved(agent('person:ada', 'session'), ['requester'])).toBe('approval-not-separate');
  });

  it('it matters nowhere else', async () => {
    expect(await approved(agent('person:ada', 'os-account'), [])).toBe('approved');
  });
});
