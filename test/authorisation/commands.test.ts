import { describe, expect, it } from 'vitest';
import { leavesOf, modelOf } from '../../src/cli/program/model.ts';
import { program } from '../../src/cli/program.ts';
import { COMMANDS } from '../../src/core/authorisation/command-table.ts';
import { mayDo, needsSignature } from '../../src/core/authorisation/may-do.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import type { Principal, Proof } from '../../src/core/principal/principal.ts';
import type { Role } from '../../src/core/principal/role.ts';

const nothing = async (): Promise<void> => undefined;
const WORDS = leavesOf(modelOf(program(nothing, '')).commands).map(({ words }) => words.join(' '));

const WHO: readonly (readonly [string, Principal, readonly Role[], Proof])[] = [
  ['agent', { kind: 'agent', name: 'builder', owner: 'person:ada' }, ['agent'], 'token'],
  ['ci', { kind: 'ci', name: 'main' }, ['ci'], 'token'],
  ['account', { kind: 'local', name: 'os/1000' }, ['operator'], 'os-account'],
  ['approver', { kind: 'person', name: 'bob' }, ['operator', 'approver'], 'session'],
  ['admin', { kind: 'person', name: 'ada' }, ['admin'], 'session'],
  ['suspended', { kind: 'person', name: 'cem' }, [], 'session'],
];

// Written down a second time, by hand. `yes`, `own`: allowed; `no`: refused by the table before anything is done.
const EXPECTED: Readonly<Record<string, string>> = {
  'doctor, approver list, status, watch, history, logs, events, environment list, environment show, policy diff, report, artifact show, artifact provenance, artifact sbom, notify list, statement list, gate test, metrics read, blackout list, blackout check, blackout explain, whoami':
    'yes yes yes yes yes no',
  'hold, rollback, statement attach, environment hold': 'yes yes yes yes yes no',
  'deploy, plan': 'yes yes yes yes no no',
  'resume, abort': 'own own yes yes no no',
  'approve, reject, decide, environment release, environment accept-drift, adopt, policy adopt, approver sign, approver revoke, break-glass':
    'no no yes yes no no',
  'approver add': 'no no yes yes yes no',
  'token list, token revoke, notify replay, notify test, prune, down': 'no no yes yes yes no',
  'token create': 'no no own own yes no',
  logout: 'no no no yes yes no',
  page: 'no no yes no no no',
};
const ROWS = Object.entries(EXPECTED).flatMap(([words, cells]) =>
  words.split(', ').map((word) => [word, cells.split(' ')] as const),
);

/** The weakest that a command needs of a caller: all of its actions, with the signature that it brings along. */
function cellOf(word: string, [, principal, roles, proof]: (typeof WHO)[number]): string {
  const row = COMMANDS[word];
  if (row === undefined || typeof row === 'string') return 'none';
  const cells = row.map((action) => {
    const answer = mayDo({ principal, roles, proof: needsSignature(action) ? 'signature' : proof }, action);
    return isRefusal(answer) ? 'no' : answer.onlyOwn ? 'own' : 'yes';
  });
  return cells.includes('no') ? 'no' : cells.includes('own') ? 'own' : 'yes';
}

describe('the table of commands', () => {
  it('has a row for every command that there is, and a command for every row', () => {
    expect([...Object.keys(COMMANDS)].sort()).toEqual([...WORDS].sort());
  });

  it.each(ROWS)('plimsoll %s is for %j', (word, cells) => {
    expect(WHO.map((who) => cellOf(word, who))).toEqual(cells);
  });

  it('is tested for every command that asks a control plane', () => {
    const asking = WORDS.filter((word) => typeof COMMANDS[word] === 'object');

    expect(asking.filter((word) => !ROWS.some(([row]) => row === word))).toEqual([]);
  });
});
