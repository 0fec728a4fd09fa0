// Makes docs/reference/http-api.md of the table of routes, the descriptions of operations and the limits in force.
import { ROUTES, type RouteRow } from '../src/core/authorisation/route-table.ts';
import type { ApiRoute, Operation } from '../src/server/openapi/operation.ts';
import { OPERATIONS } from '../src/server/openapi/operations.ts';
import { TAGGED } from '../src/server/routes/if-match.ts';
import { STREAM_LIMITS } from '../src/server/sse/limits.ts';

const HEAD = `# HTTP API

Written by \`npm run reference\` from the table of routes and what is said of each. The whole description, with the shapes of bodies
and answers, is OpenAPI 3.1: \`GET /openapi.json\` of every control plane, [schema/openapi.json](../../schema/openapi.json) here. The
command line, the page and agents use this API and nothing else.

- **Where.** \`http://localhost:7311/api/v1\` (\`plimsoll whoami\` and \`plimsoll serve\` print the address), or the unix socket of the
  state folder. Only the listener's own name is answered as Host, and only our own page as Origin.
- **Who asks.** \`Authorization: Bearer TOKEN\`: a token (\`plimsoll token create\`) or a session. [Who may do what](authorisation.md)
  says which action a route needs.
- **Changes** are POST with \`content-type: application/json\`, 1 MiB at most, and an \`Idempotency-Key\` of 8 to 128 letters, digits
  and \`. _ : -\`. The same key with the same body gets the first answer again and changes nothing; with another body it is refused with
  409 \`idempotency-key-reused\`. The last 1 000 changes are remembered, for each way in, until the control plane starts anew; what was
  refused is not remembered, nor what is asked before anybody is known.
- **Errors** are \`application/problem+json\`: \`type\`, \`title\`, \`status\`, \`kind\`, and \`problems\`, each with \`code\`, \`message\`
  and \`remedy\`. [Errors](errors.md) lists the codes.
- **What you saw.** Answers about one deployment or environment carry its version as \`ETag\`. Send it as \`If-Match\` with a change that
  was decided on it: when something happened since, nothing is changed and the answer is 412 \`changed-since\`, with \`changed.version\`
  and \`changed.events\`: what happened, and by whom. It takes one tag, or \`*\`. Holding and rolling back need none: the safe direction
  is one step, whatever has changed.
- **Pages.** \`GET /history\` gives \`cursor\`; send it as \`cursor\` for the next page. It is null on the last one. A page stays whole
  while new deployments are opened.
- **Snapshots.** Answers carry \`plimsoll-seq\`: the position of the record up to which they show everything. A stream of events that
  begins behind it misses nothing.

## Events as they happen

\`GET /api/v1/events?after=SEQ&filter=…\` with \`Accept: text/event-stream\`; without it the same route gives a page of events, and waits
up to 50 seconds for the first (\`wait\`).
`;

const seconds = (milliseconds: number): string => `${milliseconds / 1_000} s`;
const { perPrincipal, inAll, heartbeat, retry, mostWaiting, slowFor, mostReplayed } = STREAM_LIMITS;

const STREAM = `
| Message | \`id\` | Data |
|---|---|---|
| named after the event: \`StageAdvanced\`, \`HoldPlaced\`, … | its position | \`seq\`, \`version\`, \`time\`, \`type\`, \`principal\`, \`body\`, \`unit\`, \`environment\`, and \`deployment\`, which is null for what happens to an environment apart from any |
| \`connected\` | | \`controlPlaneId\`, \`epoch\`, \`seq\`: which record it is, and where the stream begins. Another record than before: fetch everything anew |
| \`heartbeat\` | the position | each ${seconds(heartbeat)}: \`seq\`, \`time\` |
| \`gap\` | \`next\` | \`after\`, \`next\`: more than ${mostReplayed} entries lie between, or the position is of another record. Fetch a snapshot; the stream goes on behind \`next\` |
| \`cut\` | | \`after\`, \`next\`: read too slowly (${mostWaiting / 1_024} KiB waited, or nothing was taken for ${seconds(slowFor)}). It ends; asked for again behind the last id, it sends what was missed |
| \`end\` | | \`code\`: \`control-plane-ending\`, \`not-signed-in\` or \`not-allowed\`. A token that is revoked or a session that ends is noticed at once, one that expires with the next heartbeat |

- \`filter=unit:checkout,environment:production,deployment:dep_…\`: names of one kind are alternatives, the kinds must all fit.
- \`Last-Event-ID\` counts before \`after\`; without both it begins now. Come again after \`retry\` (${seconds(retry)}).
- A token for certain places gets their events alone.
- ${perPrincipal} streams for each principal and ${inAll} in all: \`plimsoll serve --streams N --streams-each N\`.

\`src/api/event-stream.ts\` follows a stream over lost lines and restarts, in Node and in browsers; \`src/api/client.ts\` is the rest.

## Routes
`;

/** The page of the HTTP API. */
export function httpReference(): string {
  const routes = Object.entries(OPERATIONS) as [ApiRoute, Operation][];
  const areas = [...new Set(routes.map(([route]) => areaOf(route)))].sort();
  const tables = areas.flatMap((area) => [
    `### ${area}\n`,
    '| Route | What | Needs |',
    '|---|---|---|',
    ...routes.filter(([route]) => areaOf(route) === area).map(rowOf),
    '',
  ]);
  return [
    HEAD + STREAM,
    ...tables,
    '*tag*: answers with `ETag`, and takes `If-Match` where it changes something.',
    '',
  ].join('\n');
}

const areaOf = (route: string): string => route.split('/')[3] ?? '';

function rowOf([route, { summary, query = {} }]: [ApiRoute, Operation]): string {
  const row: RouteRow = ROUTES[route];
  const needs = row === 'public' ? '*nobody known*' : row.join(', ');
  const names = Object.entries(query).map(([name, { required }]) => (required === true ? `**${name}**` : name));
  const asked = names.length === 0 ? '' : ` (${names.join(', ')})`;
  const tag = TAGGED.includes(route.replace(/^.*?\/api\/v1/, '')) ? ' · *tag*' : '';
  return `| \`${route.replace('/api/v1', '')}\` | ${summary}${asked}${tag} | ${needs} |`;
}
