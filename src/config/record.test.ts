import { describe, expect, it } from 'vitest';
import { RecordBlock } from './blocks/record.ts';
import { Config } from './schema.ts';

const read = (heads: object) => RecordBlock.safeParse({ heads });

describe('record.heads', () => {
  it('names a file, a git remote, or both', () => {
    expect(read({ file: 'heads' }).data).toEqual({ heads: { file: 'heads' } });
    expect(read({ git: { remote: 'ssh://git@example.com/audit.git' } }).data).toEqual({
      heads: { git: { remote: 'ssh://git@example.com/audit.git', branch: 'plimsoll-heads' } },
    });
  });

  it.each([
    ['a remote that git would take for a flag', { git: { remote: '--upload-pack=x' } }],
    ['a remote that would run a program', { git: { remote: 'ext::sh -c x' } }],
    ['a branch that git would take for a flag', { git: { remote: 'a', branch: '-f' } }],
    ['a key it does not know', { s3: 'bucket' }],
  ])('refuses %s', (_what, heads) => {
    expect(read(heads).success).toBe(false);
  });

  it('may be left out', () => {
    expect(Config.shape.record.safeParse(undefined).success).toBe(true);
  });
});
