import { describe, expect, it } from 'vitest';
import { isRefusal } from '../kernel/refusal.ts';
import type { Principal, Proof } from '../principal/principal.ts';
import { ROLES, type Role } from '../principal/role.ts';
import { ACTION_NAMES, type Action } from './action.ts';
import { type Asker, mayDo, needsSignature } from './may-do.ts';

// Written down a second time, by hand: whoever changes who may do what has to mean it twice.
const TABLE = `
  action              agent ci    operator approver admin  proof
  read                yes   yes   yes      yes      yes    any
  whoami              yes   yes   yes      yes      yes    any
  plan                yes   yes   yes      no       no     any
  deploy              yes   yes   yes      no       no     any
  hold                yes   yes   yes      yes      yes    any
  rollback            yes   yes   yes      yes      yes    any
  resume              own   own   yes      no       no     any
  abort               own   own   yes      no       no     any
  argue               yes   yes   yes      yes      yes    any
  ask-to-sign         no    no    yes      yes      no     any
  answer              no    no    yes      yes      no     signature
  change-policy       no    no    yes      yes      no     signature
  free-environment    no    no    yes      yes      no     signature
  enrol               no    no    yes      no       yes    any
  change-trust        no    no    yes      yes      no     signature
  propose-trust       no    no    yes      yes      yes    any
  open-page           no    no    yes      no       no     os-account
  prune               no    no    yes      no       yes    any
  replay-notification no    no    yes      no       yes    any
  test-notification   no    no    yes      no       yes    any
  list-tokens         no    no    yes      no       yes    any
  grant-token         no    no    own      no       yes    any
  revoke-token        no    no    yes      no       yes    any
  hand-over-session   no    no    yes      yes      yes    session
  end-session         no    no    yes      yes      yes    session
  stop                no    no    yes      no       yes    any
`;
const PROOFS: readonly Proof[] = ['os-account', 'token', 'session', 'signature', 'none'];
const WHO: Readonly<Record<Role, Principal>> = {
  agent: { kind: 'agent', name: 'builder', owner: 'person:ada' },
  ci: { kind: 'ci', name: 'main' },
  operator: { kind: 'local', name: 'os/1000' },
  approver: { kind: 'person', name: 'ada' },
  admin: { kind: 'person', name: 'eve' },
};

const [head = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/ +/));
const CELLS = rows.flatMap((row) =>
  ROLES.map((role) => {
    const at = (name: string): string => row[head.indexOf(name)] ?? '';
    return { action: at('action') as Action, role, cell: at(role), proof: at('proof') };
  }),
);

const asker = (role: Role, proof: Proof): Asker => ({ principal: WHO[role], roles: [role], proof });
const said = (who: Asker, action: Action): string => {
  const answer = mayDo(who, action);
  if (isRefusal(answer)) return answer.code;
  return answer.onlyOwn ? 'own' : 'yes';
};

describe('who may do what', () => {
  it('is written down for every action', () => {
    expect(rows.map(([action]) => action)).toEqual(ACTION_NAMES);
    expect(CELLS).toHaveLength(ACTION_NAMES.length * ROLES.length);
  });

  it.each(CELLS)('$action by $role is $cell, by $proof', ({ action, role, cell, proof }) => {
    for (const given of PROOFS) {
      const isEnough = given !== 'none' && (proof === 'any' || proof === given);
      const expected = cell === 'no' ? 'role-may-not' : isEnough ? cell : 'proof-too-weak';
      expect(said(asker(role, given), action), given).toBe(expected);
    }
  });

  it('is nothing for somebody without a role, and for something that is in no table', () => {
    const nobody: Asker = { principal: WHO.approver, roles: [], proof: 'session' };

    for (const action of ACTION_NAMES) expect(said(nobody, action)).toBe('role-may-not');
    for (const action of ['constructor', 'toString', '__proto__', 'approve-all'])
      expect(said(asker('admin', 'signature'), action as Action)).toBe('role-may-not');
  });

  it('is the most that one of several roles may', () => {
    const both: Asker = { principal: WHO.admin, roles: ['operator', 'admin'], proof: 'session' };

    expect(said(both, 'grant-token')).toBe('yes');
    expect(said({ ...both, roles: ['admin'] }, 'deploy')).toBe('role-may-not');
    expect(said(both, 'deploy')).toBe('yes');
  });

  it('needs a signature wherever an approval is given, and nowhere else', () => {
    expect(ACTION_NAMES.filter(needsSignature)).toEqual([
      'answer',
      'change-policy',
      'free-environment',
      'change-trust',
    ]);
  });

  it('is told to whoever may not, with who does it instead', () => {
    expect(mayDo(asker('agent', 'token'), 'answer')).toMatchObject({
      message: 'agent:builder may not answer a checkpoint',
      remedy: 'an approver signs it: plimsoll approve',
    });
  });
});
