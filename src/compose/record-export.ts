import { ProblemError } from '../api/problem.ts';
import type { RecordPart, RecordRequest } from '../api/record.ts';
import type { ControlPlaneKey } from '../approval/control-plane-key.ts';
import { digestOfText } from '../approval/digest.ts';
import { type TrustList, trustDigest } from '../approval/trust-list.ts';
import type { VerifiedApproval } from '../core/guard/verified-approval.ts';
import { CONTROL_PLANE_STREAM, deploymentStream } from '../engine/streams.ts';
import { type Closing, closingLine } from '../journal/closing.ts';
import { entryLine } from '../journal/entry-text.ts';
import { HEADS_STREAM } from '../journal/heads/head-signer.ts';
import type { Entry, Journal } from '../ports/journal.ts';
import type { ServiceParts } from '../server/parts.ts';
import { reportOf } from '../server/reporting.ts';
import type { OwnHeads } from './heads.ts';

const PAGE = 500;
const REPORTS = ['staging', 'plan', 'post', 'incident'] as const;

/** What the record of a deployment is made from. */
export interface RecordParts {
  readonly parts: ServiceParts;
  readonly heads: OwnHeads;
  readonly key: ControlPlaneKey;
}

/**
 * A part of a deployment's record. It holds every entry of the journal up to one position, for the chain has no shorter proof; its last
 * line says what it is about and is signed. Nothing is written by it.
 */
export async function recordPart(given: RecordParts, id: string, { after, until }: RecordRequest): Promise<RecordPart> {
  const { journal } = given.parts;
  const end = until === 0 ? (await journal.head()).seq : until;
  const entries = (await journal.readAll(after, PAGE)).filter(({ seq }) => seq <= end);
  const next = entries.at(-1)?.seq ?? after;
  const done = next >= end || entries.length === 0;
  const text = entries.map((entry) => `${entryLine(entry)}\n`).join('');
  if (!done) return { text, next, until: end, done };
  return { text: `${text}${await lastLine(given, id, end)}\n`, next, until: end, done };
}

async function lastLine({ parts, heads, key }: RecordParts, id: string, until: number): Promise<string> {
  const journal = upTo(parts.journal, until);
  const last = (await parts.journal.readAll(until - 1, 1))[0];
  if (last === undefined) throw new Error(`the journal has no entry ${until}`);
  const trust = (await journal.read(CONTROL_PLANE_STREAM))
    .filter(({ type }) => type === 'TrustListAdopted')
    .map(versionIn);
  const events = await journal.read(deploymentStream(id));
  // One that brings an earlier release back seals no plan: it opens with it.
  const sealed = events.findLast(({ type }) => type === 'PlanSealed' || type === 'RestorationOpened')?.body as
    | { planDigest?: string }
    | undefined;
  const keys = (await journal.read(HEADS_STREAM)).filter(({ type }) => type === 'HeadKeyAdopted');
  const closing: Closing = {
    schema: 'plimsoll.record/1',
    controlPlaneId: parts.record.controlPlaneId,
    deployment: id,
    head: heads.signer.noteOf(last, trust.at(-1)?.digest ?? null),
    keys: keys.map(({ body }) => (body as { verifierKey: string }).verifierKey),
    trust,
    approvals: events.flatMap(approvalIn),
    planDigest: sealed?.planDigest ?? null,
    reports: await reportDigests({ ...parts, journal }, id),
  };
  return closingLine(closing, (bytes) => key.sign(bytes));
}

const versionIn = ({ seq, body }: Entry): Closing['trust'][number] => {
  const { list } = body as unknown as { list: TrustList };
  return { seq, version: list.version, digest: trustDigest(list) };
};

function approvalIn({ seq, type, body }: Entry): Closing['approvals'] {
  const { approval } = body as unknown as { approval?: VerifiedApproval | null };
  if (type === 'RestorationOpened' || approval === undefined || approval === null) return [];
  const { approver, checkpoint, decision, statementDigest } = approval;
  return [{ seq, approver, checkpoint, decision, statementDigest }];
}

async function reportDigests(parts: ServiceParts, id: string): Promise<Closing['reports']> {
  const digests: Record<string, string> = {};
  for (const kind of REPORTS) {
    try {
      digests[kind] = digestOfText((await reportOf(parts, id, kind)).markdown);
    } catch (error) {
      // There is none of this kind yet.
      if (!(error instanceof ProblemError)) throw error;
    }
  }
  return digests;
}

/** The journal as it was at a position: what came later is not reported on. */
const upTo = (journal: Journal, until: number): Journal => ({
  ...bound(journal),
  read: async (stream, from) => (await journal.read(stream, from)).filter(({ seq }) => seq <= until),
});

const bound = (journal: Journal): Journal => ({
  append: (request) => journal.append(request),
  read: (stream, from) => journal.read(stream, from),
  readAll: (after, limit) => journal.readAll(after, limit),
  streams: (prefix) => journal.streams(prefix),
  head: () => journal.head(),
  follow: (listener) => journal.follow(listener),
  close: () => journal.close(),
});
