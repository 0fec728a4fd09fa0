import type { StatementView } from '../api/statements.ts';
import { openQuestion } from '../approval/question.ts';
import type { Deployment } from '../core/deployment/state.ts';
import { isTerminal } from '../core/deployment/state.ts';
import type { Checkpoint } from '../core/guard/verified-approval.ts';
import { instant } from '../core/kernel/instant.ts';
import { refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { WIDEST } from '../core/principal/agent-budget.ts';
import { principalText } from '../core/principal/principal.ts';
import { refuseText } from '../core/principal/spend-budget.ts';
import { refuseStatement } from '../core/statement/refuse-statement.ts';
import type { SaidStatement, StatementWish } from '../core/statement/said.ts';
import { statementStream } from '../engine/streams.ts';
import type { Entry, Journal, Json } from '../ports/journal.ts';
import type { Caller } from './caller.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';

/** What stands in the journal of a statement, beside who wrote the entry and when. */
type Recorded = Pick<SaidStatement, 'kind' | 'form' | 'text' | 'digest' | 'checkpoint' | 'planDigest'>;

const CHECKPOINTS: readonly Checkpoint[] = [
  'production-promotion',
  'environment-red',
  'ambiguous-metrics',
  'after-rollback',
];

/** Everything that was said beside a deployment, in order. */
export async function statementsOf(journal: Pick<Journal, 'read'>, id: string): Promise<readonly SaidStatement[]> {
  return (await journal.read(statementStream(id))).map(saidIn);
}

/** The same as it is sent to clients. */
export const statementView = ({ at, ...said }: SaidStatement): StatementView => ({
  ...said,
  at: new Date(at).toISOString(),
});

/** Puts something beside a deployment. It is written next to its events and never among them; the same words twice are one. */
export const argue = (
  parts: ServiceParts,
  id: string,
  wish: StatementWish,
  caller: Caller,
): Promise<readonly StatementView[]> => parts.opensInTurn(() => saying(parts, id, wish, caller));

async function saying(
  parts: ServiceParts,
  id: string,
  wish: StatementWish,
  caller: Caller,
): Promise<readonly StatementView[]> {
  const { store, journal } = parts;
  const deployment = store.deployment(id)?.state;
  if (deployment === undefined) throw refused(noSuch(id));
  const said = await statementsOf(journal, id);
  const by = principalText(caller.principal);
  if (said.some((one) => one.by === by && isSame(one, wish))) return said.map(statementView);
  const checkpoint = CHECKPOINTS.find((one) => openQuestion(deployment, one) !== undefined) ?? null;
  const { principal } = caller;
  const isOver = isTerminal(deployment.phase);
  const refusal =
    (principal.kind === 'agent' ? refuseText(wish.text, deployment.opening.spec.agents ?? WIDEST) : null) ??
    refuseStatement(wish, { deployment: id, checkpoint, isOver, isIncident: wasTakenBack(deployment), said });
  if (refusal !== null) throw refused(refusal);
  const recorded: Recorded = {
    ...wish,
    checkpoint,
    planDigest: 'planDigest' in deployment ? deployment.planDigest : null,
  };
  const { entries } = await journal.append({
    writes: [
      {
        stream: statementStream(id),
        expectedVersion: said.length,
        entries: [{ type: 'StatementSaid', schema: 1, body: JSON.parse(canonical(recorded)) as Json }],
      },
    ],
    requestId: `${statementStream(id)}@${said.length}`,
    ...{ epoch: parts.epoch, at: parts.clock.wall(), steady: parts.clock.steady(), principal, proof: caller.proof },
  });
  return [...said, ...entries.map(saidIn)].map(statementView);
}

function saidIn({ version, at, principal, body }: Entry): SaidStatement {
  const recorded = body as unknown as Recorded;
  return {
    ...recorded,
    number: version,
    by: principalText(principal),
    onBehalfOf: principal.kind === 'agent' ? `person:${principal.owner.replace(/^person:/, '')}` : null,
    at: instant(at),
  };
}

const isSame = (one: StatementWish, other: StatementWish): boolean =>
  one.kind === other.kind && one.form === other.form && one.text === other.text && one.digest === other.digest;

// `closed` is over, and still the one time at which an incident is written up.
const wasTakenBack = ({ phase }: Deployment): boolean =>
  phase === 'rolling-back' || phase === 'rolled-back' || phase === 'rollback-failed' || phase === 'closed';

const noSuch = (id: string) =>
  refuse('no-such-deployment', `There is no deployment ${id}`, 'List them: plimsoll status --all');
