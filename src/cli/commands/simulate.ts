import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ProblemError } from '../../api/problem.ts';
import { plainProblem, readConfigFile } from '../../config/read-file.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { happenedLine, simulationDocument, simulationText } from '../render/simulation.ts';

/** Plays a story and says what it came to, and whether that is what it must come to. */
export async function simulate(doing: Doing, file: string, seed: number): Promise<Outcome> {
  const { readStory, playStory, judgeStory } = await import('../../compose.ts');
  const read = readStory(await textOf(file), file);
  if ('problems' in read) throw new ProblemError('config', read.problems.map(plainProblem));
  const { story } = read;
  const loaded = await readConfigFile(resolve(dirname(file), story.plan.config), process.env);
  if (!('spec' in loaded)) throw new ProblemError('config', loaded.problems.map(plainProblem));
  const { spec } = loaded;
  if (spec.environments[story.plan.environment]?.requires === undefined || !isPromotedTo(spec, story.plan.environment))
    throw notPlayable(story.plan.environment, Object.keys(spec.environments));
  const played = await playStory(story, spec, seed);
  const expected = judgeStory(story.expect, played);
  for (const one of played.events) doing.line(happenedLine(one), { type: 'event', ...one });
  const errors = expected
    .filter(({ met }) => !met)
    .map(({ name, expected: wanted, found }) => ({
      code: 'expectation-unmet',
      message: `${name}: expected ${wanted}, found ${found}`,
      remedy: 'Look at the events above: the story, the plan or the expectation is not what was meant',
    }));
  return {
    exit: errors.length === 0 ? EXIT.good : EXIT.unmet,
    text: simulationText(played, expected, doing.invocation.ascii),
    data: simulationDocument(file, played, expected),
    errors,
  };
}

const isPromotedTo = (
  spec: { readonly environments: Readonly<Record<string, { readonly requires: string | null }>> },
  name: string,
) => spec.environments[name]?.requires !== null;

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = code === 'ENOENT' ? `there is no ${file}` : `${file} cannot be read`;
    throw new ProblemError('usage', [
      { code: 'story-missing', message, remedy: 'Name a story: plimsoll simulate FILE.yaml', path: file },
    ]);
  }
}

const notPlayable = (name: string, known: readonly string[]): ProblemError =>
  new ProblemError('config', [
    {
      code: 'environment-unknown',
      message: `${name} is no environment that a release is promoted to`,
      remedy: `Write under plan  environment: ${known.at(-1) ?? 'production'}`,
    },
  ]);
