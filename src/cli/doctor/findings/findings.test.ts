import { describe, expect, it } from 'vitest';
import { aUnitSpec, NOON } from '../../../testing/builders.ts';
import { doctorOf } from './testing/facts.ts';

const { findings } = doctorOf(aUnitSpec(), NOON);

describe('the findings of doctor', () => {
  it('are all OK, and name no fix, where nothing is wrong', () => {
    const all = findings();

    expect(all.filter(({ level, fix }) => level !== 'OK' || fix !== null)).toEqual([]);
    expect(all.map(({ about }) => about)).toEqual([
      ...['node', 'git', 'config', 'windows', 'state', 'room', 'control plane', 'journal', 'approvers production'],
      'isolation',
      ...['router production', 'instances production', 'metrics production', 'rollback production'],
    ]);
  });

  it('name a fix for everything that is not OK', () => {
    const bad = findings({
      git: { kind: 'none' },
      stateIgnored: false,
      config: { problems: [] },
      plane: { kind: 'not-running' },
    });

    expect(bad.filter(({ level, fix }) => level !== 'OK' && fix === null)).toEqual([]);
  });
});
