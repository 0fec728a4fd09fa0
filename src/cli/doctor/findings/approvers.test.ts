import { describe, expect, it } from 'vitest';
import type { About } from '../../../api/control-plane.ts';
import type { UnitSpec } from '../../../core/unit/unit.ts';
import { anEnvironment, aUnitSpec } from '../../../testing/builders.ts';
import { approverFindings } from './approvers.ts';
import type { Finding } from './finding.ts';

type Enrolled = About['approvers'][number];

const ADA: Enrolled = {
  ...{ person: 'person:ada', groups: [], environments: null },
  ...{ keyId: 'k', active: true, passkey: null },
};
const policy = (approvers: readonly string[], count = 1): UnitSpec => {
  const spec = aUnitSpec();
  const asked = { ...spec.checkpoints.productionPromotion, approvers, count };
  return { ...spec, checkpoints: { productionPromotion: asked, ambiguousMetrics: asked, afterRollback: asked } };
};
const found = (spec: UnitSpec, approvers: readonly Enrolled[] = [ADA], demoApprover = false): Finding | undefined =>
  approverFindings(spec, { approvers, demoApprover }).find(({ about }) => about === 'approvers production');

describe('an approver counts for an environment', () => {
  it.each([
    ['named themselves', {}, 'OK'],
    ['named by a group', { person: 'person:eve', groups: ['group:leads'] }, 'OK'],
    ['not named', { person: 'person:eve' }, 'FAIL'],
    ['revoked', { active: false }, 'FAIL'],
    ['allowed there', { environments: ['production'] }, 'OK'],
    ['allowed elsewhere only', { environments: ['staging'] }, 'FAIL'],
  ] as const)('when %s', (_, changes, level) => {
    expect(found(policy(['person:ada', 'group:leads']), [{ ...ADA, ...changes }])?.level).toBe(level);
  });

  it('beside as many others as are asked for', () => {
    expect(found(policy(['person:ada', 'person:bob'], 2))).toMatchObject({
      level: 'FAIL',
      detail: expect.stringMatching(/needs 2 .* enrolled: 1/),
    });
  });

  it('once, however many keys they have', () => {
    const spec = policy(['person:ada', 'person:bob'], 2);

    expect(found(spec, [ADA, { ...ADA, keyId: 'other' }])?.level).toBe('FAIL');
  });

  it('and the demo approver only where demo: true stands', () => {
    const demo = aUnitSpec({ environments: { production: anEnvironment('production', { demo: true }) } });

    expect(found(demo, [], true)?.level).toBe('OK');
    expect(found(aUnitSpec(), [], true)?.level).toBe('FAIL');
  });

  it('for every checkpoint, not only the promotion', () => {
    const spec = policy(['person:ada']);
    const after = { ...spec.checkpoints.afterRollback, approvers: ['person:bob'] };

    expect(found({ ...spec, checkpoints: { ...spec.checkpoints, afterRollback: after } })).toMatchObject({
      level: 'FAIL',
      detail: 'after_rollback needs 1 of person:bob; enrolled: 0',
      fix: 'plimsoll approver add --key --name bob',
    });
  });
});
