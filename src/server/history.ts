import type { History, HistoryRequest, HistoryRow } from '../api/history.ts';
import type { Deployment } from '../core/deployment/state.ts';
import { principalText } from '../core/principal/principal.ts';
import { prunedFor } from '../core/retention/pruned-release.ts';
import type { ServiceParts } from './parts.ts';
import { problem } from './refused.ts';

/** A page of the deployments that were, newest first. A page stays whole while new ones are opened: the cursor is a deployment. */
export function historyOf({ store }: ServiceParts, asked: HistoryRequest): History {
  const rows = store.all().map(({ state }) => rowOf(state, store));
  const begun = asked.cursor === null ? -1 : rows.findIndex((row) => row.id === asked.cursor);
  if (asked.cursor !== null && begun === -1) {
    throw problem('usage', {
      code: 'cursor-unknown',
      message: `There is no page of the history behind ${asked.cursor}`,
      remedy: 'Begin with the newest: plimsoll history',
    });
  }
  const meant = rows.slice(begun + 1).filter((row) => isMeant(row, asked));
  const deployments = meant.slice(0, asked.limit);
  return { deployments, cursor: meant.length > asked.limit ? (deployments.at(-1)?.id ?? null) : null };
}

function isMeant(row: HistoryRow, { unit, environment, since, phase, principal }: HistoryRequest): boolean {
  return (
    (unit === null || row.unit === unit) &&
    (environment === null || row.environment === environment) &&
    (since === null || Date.parse(row.openedAt) >= Date.parse(since)) &&
    (phase === null || row.phase === phase) &&
    (principal === null || row.requester === principal || row.approvers.includes(principal))
  );
}

function rowOf(deployment: Deployment, store: ServiceParts['store']): HistoryRow {
  const { opening, phase, signal, release } = deployment;
  const pruned = prunedFor(opening.id, store.slot(opening.spec.name, opening.environment).pruned);
  return {
    id: opening.id,
    unit: opening.spec.name,
    environment: opening.environment,
    version: release?.version ?? opening.intent.version,
    commit: opening.intent.commit,
    phase,
    signal,
    requester: principalText(opening.requester),
    approvers: 'approvals' in deployment ? [...new Set(deployment.approvals.map((one) => one.approver))] : [],
    openedAt: new Date(opening.openedAt).toISOString(),
    endedAt: 'endedAt' in deployment ? new Date(deployment.endedAt).toISOString() : null,
    prunedAt: pruned === undefined ? null : new Date(pruned.at).toISOString(),
    problem: 'cause' in deployment ? deployment.cause.text : 'problem' in deployment ? deployment.problem : null,
  };
}
