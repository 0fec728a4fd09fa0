import type { z } from 'zod';
import type { PathFault, PlacedFault } from '../config/problem/fault.ts';
import type { Problem } from '../config/problem/problem.ts';
import { SourceText } from '../config/problem/source-text.ts';
import { readYaml } from '../config/yaml/read.ts';
import { Story } from './story.ts';

/** A story, or everything that is wrong with its file. */
export type ReadStory = { readonly story: Story } | { readonly problems: readonly Problem[] };

/** Reads a story from YAML: every problem in one pass, with line and column. */
export function readStory(text: string, file: string): ReadStory {
  const source = new SourceText(text, file);
  const { root, places, faults } = readYaml(source, (written) => written);
  const problemsOf = (found: readonly PlacedFault[]) => ({
    problems: found.map((fault) => ({ ...source.problem(fault), command: `plimsoll simulate ${file}` })),
  });
  if (root === undefined || places === undefined || faults.length > 0) return problemsOf(faults);
  const parsed = Story.safeParse(root);
  if (parsed.success) return { story: parsed.data };
  return problemsOf(parsed.error.issues.flatMap(faultsOf).map((fault) => places.place(fault)));
}

type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue): readonly PathFault[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const fault = (message: string, remedy: string): PathFault => ({ path, on: 'value', code: 'story', message, remedy });
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        on: 'key',
        code: 'story',
        message: `a story has no ${key} here`,
        remedy: 'take it out',
      }));
    case 'invalid_value':
      return [fault(`${nameOf(path)} must be one of ${issue.values.join(', ')}`, `write one of them`)];
    case 'invalid_type':
      return [fault(`${nameOf(path)} must be ${issue.expected}`, `write  ${nameOf(path)}: …`)];
    case 'custom':
      return [fault(issue.message, String(issue.params?.remedy ?? 'write it otherwise'))];
    default:
      return [fault(`${nameOf(path)} is not valid`, 'write it otherwise')];
  }
}

const nameOf = (path: readonly (string | number)[]): string => String(path.at(-1) ?? 'the story');
