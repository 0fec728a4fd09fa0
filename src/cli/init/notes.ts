import type { Detected } from './detected.ts';

/** What a person should know about what was found, most pressing first. */
export function notesOn(found: Detected): readonly string[] {
  const notes: string[] = [];
  const { server } = found;
  if (found.manifest === 'unreadable') notes.push('package.json cannot be read, so nothing was taken from it');
  if (found.git.kind === 'no-git') notes.push('git is not installed: Plimsoll deploys commits, so it needs git');
  if (found.git.kind === 'none')
    notes.push('this is no git repository: Plimsoll deploys commits (git init, then commit)');
  if (found.healthPath === null) {
    const seen = server === null ? 'the server was not read' : `${server} names no health path`;
    notes.push(`${seen}: let it answer 200 on /healthz, or write yours under health`);
  }
  if (!found.readsPort)
    notes.push(`${server ?? 'the server'} says nothing of PORT: it must listen on the port passed in PORT`);
  if (found.packages === 'npm-without-lock') {
    notes.push('there is no package-lock.json: what is installed may change from day to day; commit one');
  }
  if (found.packages === 'other') {
    notes.push(
      'packages are not installed by npm here: write the install command as run under artifacts; links are not packed',
    );
  }
  if (found.smokeScript !== null && found.packages !== 'none') {
    notes.push(`npm run ${found.smokeScript} runs where the release was built, with its own packages and no others`);
  }
  if (found.dockerfile)
    notes.push('a container file was found: containers are not built yet, so processes are proposed');
  if (found.git.kind === 'repository' && !found.github) {
    const { remoteHost } = found.git.repository;
    notes.push(
      `no CI example was made: ${remoteHost === null ? 'there is no remote' : `for ${remoteHost} there is none`}, only for GitHub Actions`,
    );
  }
  return notes;
}

/** What was found, in one line each. */
export function foundText(found: Detected): string {
  const { unit, version, start, git } = found;
  const scripts = [
    ...(found.hasBuild ? ['build'] : []),
    ...(found.hasTest ? ['test'] : []),
    ...(found.smokeScript === null ? [] : [found.smokeScript]),
  ];
  return [
    `unit       ${unit}${version === null ? '' : ` ${version}`}`,
    `start      ${start === null ? 'nothing found' : start.command.join(' ')}`,
    `scripts    ${scripts.join(', ') || 'none that is used'}`,
    `git        ${git.kind === 'repository' ? `repository${git.repository.remoteHost === null ? '' : `, remote at ${git.repository.remoteHost}`}` : 'none'}`,
  ].join('\n');
}
