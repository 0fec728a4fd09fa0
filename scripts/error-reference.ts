// Makes docs/reference/errors.md of the errors that the source makes.
import { ProblemError, type ProblemKind, STATUS } from '../src/api/problem.ts';
import { exitOfProblem } from '../src/cli/exit.ts';
import type { MadeError } from './error-codes.ts';

const HEAD = `# Errors

Written by \`npm run reference\` from the source itself: every code that the command line and the API can give, with what it says and
what to do. \`…\` stands for a value. A test compares the codes with those that the source makes.

An error says what, where, why and what next, in one shape on every surface: \`error[code] message\` and \`next:\` in a terminal, an
entry of \`errors\` with \`-o json\`, an entry of \`problems\` in the API's \`application/problem+json\`. Codes are stable: programs may
rely on them, and on the [exit code](exit-codes.md). Messages may change.
`;

const KINDS: Readonly<Record<ProblemKind, string>> = {
  usage: 'the command line or the request is wrong',
  config: 'the configuration is wrong',
  refused: 'the rules or the state of things say no; nothing was changed',
  changed: 'somebody or something was faster: look at what changed, then decide again; nothing was changed by this',
  'not-found': 'there is no such thing',
  'not-signed-in': 'who asks is not known: send a token or a session that is in force',
  'not-allowed': 'not for this caller',
  unavailable: 'nobody answers, or the world failed',
  bug: 'our own mistake',
};

/** Where an error comes from, by its file; the first that fits. */
const AREAS = [
  ['plimsoll.yaml', /^src\/(?:config|core\/gate)\//, 'What `plimsoll config check` finds. Exit code 3.'],
  ['Approvals', /^src\/(?:approval|core\/guard)\//, 'What is checked before production, and when somebody signs.'],
  ['Deployments', /^src\/(?:core|engine)\//, 'What the rules refuse.'],
  ['Control plane', /^src\/(?:server|compose|journal)/, 'What the control plane says of itself.'],
  ['Router', /^src\/router\//, 'What a router says when it cannot start.'],
  ['Command line', /^src\//, 'What commands say by themselves.'],
] as const;

/** The page of all errors. */
export function errorReference(errors: readonly MadeError[]): string {
  const sections = AREAS.flatMap(([name, , about]) => {
    const here = errors.filter((error) => areaOf(error) === name);
    return here.length === 0 ? [] : [`## ${name}\n\n${about}\n\n${table(here)}`];
  });
  return [HEAD, `## Kinds\n\n${kindTable()}`, ...sections]
    .join('\n')
    .replaceAll(/\n## /g, '\n\n## ')
    .replaceAll(/\n{3,}/g, '\n\n')
    .concat('\n');
}

/** The codes that a page of errors names. */
export const codesIn = (page: string): readonly string[] =>
  [...page.slice(page.indexOf('\n## plimsoll.yaml')).matchAll(/^\| `([^`]+)` \|/gm)].map(([, code = '']) => code);

function kindTable(): string {
  const rows = (Object.keys(KINDS) as ProblemKind[]).map((kind) => {
    const exit = exitOfProblem(new ProblemError(kind, []));
    return `| \`${kind}\` | ${KINDS[kind]} | ${exit} | ${STATUS[kind]} |`;
  });
  const also =
    '\nOf what is `unavailable`, `journal-altered` ends with 13, and the other codes that begin with `journal-` or `state-` with 4.';
  return ['| Kind | Means | Exit code | HTTP status |', '|---|---|--:|--:|', ...rows, also].join('\n');
}

const areaOf = ({ file }: MadeError): string => AREAS.find(([, pattern]) => pattern.test(file))?.[0] ?? '';

function table(errors: readonly MadeError[]): string {
  const codes = [...new Set(errors.map(({ code }) => code))].sort();
  const rows = codes.map((code) => {
    const all = errors.filter((error) => error.code === code);
    const told = all.filter(({ message }) => !isBare(message));
    const shown = told.length > 0 ? told : all;
    return `| \`${code}\` | ${cell(
      shown.map(({ message }) => message),
      'as it happened',
    )} | ${cell(
      shown.map(({ remedy }) => remedy),
      'as it says',
    )} |`;
  });
  return ['| Code | Says | What to do |', '|---|---|---|', ...rows].join('\n');
}

/** Whether a text is all values: then the page has nothing to say of it. */
const isBare = (text: string): boolean => /^[\s…:/().]*$/.test(text);

const cell = (texts: readonly string[], otherwise: string): string => {
  const told = [...new Set(texts.filter((text) => !isBare(text)))];
  return told.length === 0 ? otherwise : told.map(escaped).join('<br>');
};

const escaped = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').trim().replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
