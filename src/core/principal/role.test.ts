import { describe, expect, it } from 'vitest';
import { ENGINE } from './principal.ts';
import { rolesOf, type Standing } from './role.ts';

const trusted: Standing = { isTrusted: true, isApprover: true, isAdmin: false };
const ada = { kind: 'person', name: 'ada' } as const;

describe('the roles of a principal', () => {
  it('are one for agents, CI jobs and OS accounts, whatever a trust list says', () => {
    expect(rolesOf({ kind: 'agent', name: 'builder', owner: 'person:ada' }, trusted)).toEqual(['agent']);
    expect(rolesOf({ kind: 'ci', name: 'main' }, trusted)).toEqual(['ci']);
    expect(rolesOf({ kind: 'local', name: 'os/0' }, { ...trusted, isAdmin: true })).toEqual(['operator']);
    expect(rolesOf(ENGINE, trusted)).toEqual([]);
  });

  it('are what the trust list gives a person, and none without it', () => {
    expect(rolesOf(ada, trusted)).toEqual(['operator', 'approver']);
    expect(rolesOf(ada, { isTrusted: true, isApprover: false, isAdmin: true })).toEqual(['operator', 'admin']);
    expect(rolesOf(ada, { isTrusted: false, isApprover: true, isAdmin: true })).toEqual([]);
    expect(rolesOf(ada)).toEqual([]);
  });
});
