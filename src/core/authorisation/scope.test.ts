import { describe, expect, it } from 'vitest';
import { refuseAction, refusePlace, type Scope, WHOLE_ROLE } from './scope.ts';

const narrow: Scope = { units: ['checkout'], environments: ['staging'], actions: ['read', 'deploy'] };

describe('the scope of a token', () => {
  it('lets through what it names, and everything where it names nothing', () => {
    expect(refuseAction(narrow, 'deploy')).toBeNull();
    expect(refusePlace(narrow, { unit: 'checkout', environment: 'staging' })).toBeNull();
    expect(refuseAction(WHOLE_ROLE, 'rollback')).toBeNull();
    expect(refusePlace(WHOLE_ROLE, { unit: 'any', environment: 'any' })).toBeNull();
  });

  it('refuses other actions, units and environments, each with a code of its own', () => {
    expect(refuseAction(narrow, 'rollback')?.code).toBe('token-not-for-this');
    expect(refusePlace(narrow, { unit: 'billing', environment: 'staging' })?.code).toBe('token-for-another-unit');
    expect(refusePlace(narrow, { unit: 'checkout', environment: 'production' })?.code).toBe(
      'token-for-another-environment',
    );
  });

  it('never keeps anybody from asking who they are, and looks at no environment where the unit as a whole is meant', () => {
    expect(refuseAction(narrow, 'whoami')).toBeNull();
    expect(refusePlace(narrow, { unit: 'checkout', environment: null })).toBeNull();
    expect(refusePlace(narrow, { unit: 'billing', environment: null })?.code).toBe('token-for-another-unit');
  });
});
