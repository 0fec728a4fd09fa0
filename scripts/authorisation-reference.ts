// Makes docs/reference/authorisation.md of the tables by which requests are let through.
import { ACTION_NAMES, ACTIONS, type ActionRow, type Cell } from '../src/core/authorisation/action.ts';
import { COMMANDS, type CommandRow } from '../src/core/authorisation/command-table.ts';
import { ROUTES, type RouteRow } from '../src/core/authorisation/route-table.ts';
import { TOOLS, type ToolRow } from '../src/core/authorisation/tool-table.ts';
import { formatDuration } from '../src/core/kernel/duration.ts';
import { WIDEST } from '../src/core/principal/agent-budget.ts';
import { ROLES } from '../src/core/principal/role.ts';
import { LONGEST } from '../src/core/principal/token.ts';

const HEAD = `# Who may do what

Written by \`npm run reference\` from the tables that the control plane asks before anything is done. What is in no table is refused;
tests compare the tables with the routes and commands that there are, and ask every route as everybody.

| Role | Who has it |
|---|---|
| agent | the holder of a token for an agent; a person answers for it |
| ci | the holder of a token for a CI job |
| operator | an account of this machine over the socket, and every person on the trust list with a key in force |
| approver | every person on the trust list with a key in force |
| admin | the persons in \`group:admin\` of the trust list; while there is none, whoever enrolled first |

An account of this machine proves no person: without a signature it answers no checkpoint. A session approves nothing either. Where
a *signature* is needed, a signed bundle must come with the request, and its own checks follow.
`;

/** The page of who may do what. */
export function authorisationReference(): string {
  const { agent, ci } = LONGEST;
  return [
    HEAD,
    '## Actions\n',
    `| Action | What it is | ${ROLES.join(' | ')} | Proof |`,
    `|---|---|${ROLES.map(() => '---|').join('')}---|`,
    ...ACTION_NAMES.map(actionRow),
    '\n*own*: only what one opened, held or answers for oneself.\n',
    '## Tokens and budgets\n',
    `A token for an agent lives ${formatDuration(agent)} at most, one for CI ${formatDuration(ci)}. It may be narrowed to units, environments and actions, and`,
    'never widens a role. An agent may ask for at most this much, and `agents:` of a configuration may narrow it:',
    `${WIDEST.changesPerMinute} changes and ${WIDEST.readsPerMinute} reads a minute, ${WIDEST.deploymentsPerDay} deployments in 24 hours, ${WIDEST.activePerUnit} under way for each unit, ${WIDEST.openRequests} questions`,
    `that wait for people, ${WIDEST.textBytes} bytes in each text. What a person rejected it asks for again after ${formatDuration(WIDEST.waitAfterReject)} at the earliest.`,
    'Rolling back, holding and aborting cost nothing.\n',
    '## Routes\n',
    '| Route | Action |',
    '|---|---|',
    ...Object.entries(ROUTES).map(([name, row]: [string, RouteRow]) => `| \`${name}\` | ${rowText(row)} |`),
    '\n*public*: answers without asking who one is, and gives away nothing.\n',
    '## Commands\n',
    '| Command | Action |',
    '|---|---|',
    ...Object.entries(COMMANDS).map(([words, row]) => `| \`plimsoll ${words}\` | ${rowText(row)} |`),
    '\n*here*: asks no control plane, or needs nothing of it but an answer. *console*: done with the rights of the account itself.',
    '\n## Tools of agents\n',
    'What `plimsoll mcp` offers: of the set that is open, and of those before it. `read` comes before `ship`, and that before `operate`.\n',
    '| Tool | Set | Action |',
    '|---|---|---|',
    ...Object.entries(TOOLS).map(
      ([name, row]: [string, ToolRow]) => `| \`${name}\` | ${setText(row)} | ${row.asks.join(', ')} |`,
    ),
    '',
  ].join('\n');
}

function actionRow(name: (typeof ACTION_NAMES)[number]): string {
  const row: ActionRow = ACTIONS[name];
  const proof = row.proof === 'any' ? 'any' : row.proof.join(' or ');
  return `| ${name} | ${row.what} | ${ROLES.map((role) => shown(row.may[role])).join(' | ')} | ${proof} |`;
}

const setText = ({ set, forOthers }: ToolRow): string =>
  forOthers === undefined ? set : `${set}; ${forOthers} for what others began`;

const shown = (cell: Cell): string => (cell === 'no' ? '' : cell);

const rowText = (row: RouteRow | CommandRow): string => (typeof row === 'string' ? `*${row}*` : row.join(', '));
