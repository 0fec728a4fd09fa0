import { describe, expect, it } from 'vitest';
import { RECORDED, recordedAt } from '../../../test/terminal/recorded.ts';
import { PlainView } from '../live/plain-view.ts';
import { Groups } from './groups.ts';

const [, good, bad] = RECORDED;

function printed(id: string | undefined, type: string): readonly string[] {
  const { events, view } = recordedAt(id, type);
  const groups = new Groups();
  const lines = new PlainView('UTC').lines(events, view, 0).flatMap((line) => groups.lines(line));
  return [...lines, ...groups.end()];
}

/** The lines by the group they stand in; those outside under an empty name. */
function inGroups(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let open = '';
  for (const line of lines) {
    if (line.startsWith('::group::')) open = line.slice('::group::'.length);
    else if (line === '::endgroup::') open = '';
    else found.set(open, [...(found.get(open) ?? []), line]);
  }
  return found;
}

describe('on a runner of GitHub', () => {
  it('each phase is a group, in its order, and every one is ended', () => {
    const lines = printed(good, 'DeploymentCompleted');

    const commands = lines.filter((line) => line.startsWith('::'));
    expect(commands.filter((line) => line !== '::endgroup::')).toEqual([
      '::group::Packaging',
      '::group::Staging',
      '::group::Validating',
      '::group::Rehearsing',
      '::group::Approval',
      '::group::Rolling out',
      '::group::Baking',
    ]);
    expect(commands.map((line) => line === '::endgroup::')).toEqual(commands.map((_, at) => at % 2 === 1));
  });

  it('what went wrong stands outside of every group, so that no fold hides it', () => {
    const outside = inGroups(printed(bad, 'RolledBack')).get('') ?? [];

    expect(outside.filter((line) => line.includes('ROLLBACK_TRIGGERED'))).toHaveLength(1);
  });

  it('what somebody wrote into a reason is no command', () => {
    const groups = new Groups();

    expect(groups.lines({ text: '::add-mask::x\n##[error]y', phase: 'baking', isBad: false })).toEqual([
      '::group::Baking',
      ': :add-mask::x\n## [error]y',
    ]);
  });
});
