import type { SourceRepository } from '../../../ports/source-repository.ts';
import { reporting } from '../../shared/driver-failure.ts';
import { printable } from '../../shared/printable.ts';
import { checkout } from './checkout.ts';
import { git } from './git-command.ts';
import { commitOf, commitOrRefuse, dirtyPaths, placeOf } from './repository.ts';
import { versionOf } from './version.ts';

/** Reads git repositories on this machine with the git program. It changes nothing in them. */
export function gitRepository(): SourceRepository {
  return {
    revision: (dir, reference) =>
      reporting(`reading the git repository of ${dir}`, async () => {
        const { prefix } = await placeOf(dir);
        const commit = await commitOrRefuse(dir, reference);
        return { commit, version: await versionOf(dir, prefix, commit), dirtyPaths: await dirtyPaths(dir) };
      }),
    checkout: (request, effect) => reporting('checking out the source', () => checkout(request, effect)),
    ancestry: (dir, ancestor, descendant) =>
      reporting(`reading the history of ${dir}`, async () => {
        const [from, to] = [await commitOf(dir, ancestor), await commitOf(dir, descendant)];
        if (from === undefined || to === undefined) return 'unknown';
        if (from === to) return 'same';
        const { exitCode } = await git(dir, ['merge-base', '--is-ancestor', from, to], { answers: [0, 1] });
        if (exitCode === 0) return 'descendant';
        // In a shallow clone the history ends where it was cut: not found there is not the same as not there.
        const { output } = await git(dir, ['rev-parse', '--is-shallow-repository']);
        return output.trim() === 'true' ? 'unknown' : 'not-descendant';
      }),
    commitsBetween: (dir, from, to) =>
      reporting(`reading the history of ${dir}`, async () => {
        const range = `${await commitOrRefuse(dir, from)}..${await commitOrRefuse(dir, to)}`;
        const { output } = await git(dir, ['log', '-z', '--format=%H%x1f%aN%x1f%s', range, '--']);
        return output
          .split('\0')
          .filter((line) => line.trim() !== '')
          .map((line) => {
            const [commit = '', author = '', subject = ''] = line.split('\x1f');
            return { commit: commit.trim(), author: printable(author), subject: printable(subject.trim()) };
          });
      }),
  };
}
