import { describe, expect, it } from 'vitest';
import { aUnitSpec, NOON } from '../../../testing/builders.ts';
import { aRepository, aState, type Case, doctorOf, GIB } from './testing/facts.ts';

const { found } = doctorOf(aUnitSpec(), NOON);

describe('the findings of the machine', () => {
  it.each<Case>([
    ['an old Node', 'node', 'FAIL', { nodeVersion: '20.18.9' }, /older than 20\.19/],
    ['a newer Node', 'node', 'OK', { nodeVersion: '22.0.0' }, /22/],
    ['no git', 'git', 'FAIL', { git: { kind: 'no-git' } }, /not installed/],
    ['no repository', 'git', 'FAIL', { git: { kind: 'none' } }, /no git repository/],
    ['no commit', 'git', 'FAIL', { git: aRepository({ head: null }) }, /no commit/],
    ['changes', 'git', 'WARN', { git: aRepository({ dirtyPaths: ['a', 'b', 'c', 'd'] }) }, /a, b, c and 1 more/],
    ['state that git sees', 'ignored', 'WARN', { stateIgnored: false }, /state folder/],
    ['no state yet', 'state', 'OK', { state: { ...aState(), folder: null } }, /not made/],
    ['state that others reach', 'state', 'FAIL', { state: aState({ mode: 0o750 }) }, /0750/],
    ['state that we cannot use', 'state', 'FAIL', { state: aState({ mode: 0o400 }) }, /0400/],
    ['state of another account', 'state', 'FAIL', { state: aState({ isOurs: false }) }, /another account/],
    ['state that is a file', 'state', 'FAIL', { state: aState({ isFolder: false }) }, /no folder/],
    ['little room', 'room', 'WARN', { state: aState({}, GIB / 2) }, /512 MiB/],
    ['no room', 'room', 'FAIL', { state: aState({}, GIB / 16) }, /64 MiB/],
  ])('tell of %s', (_, about, level, changes, detail) => {
    expect(found(changes, about)).toMatchObject({ level, detail: expect.stringMatching(detail) });
  });
});
