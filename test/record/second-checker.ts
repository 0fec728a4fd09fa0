/*
 * A second checker of records, written apart from the first: it knows only node:crypto and JSON, and shares no line with what it
 * checks. Where the two disagree, one of them is wrong.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';

// biome-ignore lint/suspicious/noExplicitAny: it reads what was parsed and believes none of it.
type Value = any;

const sha = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

function text(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(text).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => `${JSON.stringify(name)}:${text(value[name])}`)
    .join(',')}}`;
}

const ed25519 = (raw: Buffer) =>
  createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]),
    format: 'der',
    type: 'spki',
  });

const demand: (condition: unknown, what: string) => asserts condition = (condition, what) => {
  if (!condition) throw new Error(what);
};

function pae(statement: string): Buffer {
  const type = 'application/vnd.in-toto+json';
  const body = Buffer.from(statement);
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${body.length} `), body]);
}

/** Null for a record that is sound, else what is wrong with it. `key` is the 32 bytes of the key that must have signed it. */
export function secondOpinion(bytes: Buffer, key: Buffer): string | null {
  try {
    look(bytes, key);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function look(bytes: Buffer, key: Buffer): void {
  const whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  demand(whole.endsWith('\n'), 'cut');
  const lines = whole.slice(0, -1).split('\n');
  const values = lines.map((line) => JSON.parse(line));
  for (const [index, value] of values.entries())
    demand(text(value) === lines[index], `line ${index + 1} has another writing`);
  const last = values.pop();
  demand(last?.closing !== undefined, 'no closing');
  demand(Object.keys(last).sort().join() === 'closing,signature', 'closing has more');
  demand(Buffer.from(last.signature, 'base64').toString('base64') === last.signature, 'closing signature');
  const said = Buffer.from(`plimsoll/record/v1\0${text(last.closing)}`);
  demand(verify(null, said, ed25519(key), Buffer.from(last.signature, 'base64')), 'closing is not signed');
  const hashes = chain(values);
  signatures(values, hashes, key);
  note(last.closing.head, hashes, key, values.length);
  demand(last.closing.controlPlaneId === values[0].body.controlPlaneId, 'closing is of another control plane');
  rules(values);
  const events = values.filter((one) => one.stream === `deployment/${last.closing.deployment}`);
  const plan = events.findLast((one) => one.type === 'PlanSealed' || one.type === 'RestorationOpened');
  demand(plan.body.planDigest === last.closing.planDigest, 'closing names another plan');
  const given = events
    .filter((one) => one.body.approval)
    .map((one) => `${one.seq} ${one.body.approval.statementDigest}`);
  const named = last.closing.approvals.map((one: Value) => `${one.seq} ${one.statementDigest}`);
  demand(given.join() === named.join(), 'closing names other approvals');
}

function chain(entries: readonly Value[]): readonly string[] {
  const hashes = ['0'.repeat(64)];
  entries.forEach((entry, index) => {
    const { hash, previousHash, ...record } = entry;
    const before = hashes[index] as string;
    demand(entry.seq === index + 1, `entry ${index + 1} is missing`);
    demand(Object.keys(record).length === 11, `entry ${index + 1} has other members`);
    const own = sha(
      Buffer.concat([Buffer.from('plimsoll/journal/v1\0'), Buffer.from(before, 'hex'), Buffer.from(text(record))]),
    );
    demand(previousHash === `sha256:${before}` && hash === `sha256:${own}`, `entry ${index + 1} has another hash`);
    hashes.push(own);
  });
  return hashes;
}

function note(head: string, hashes: readonly string[], key: Buffer, size?: number): void {
  const [signed = '', signature = '', ...more] = head.split('\n\n');
  const [origin, count, hash, trust, ...rest] = signed.split('\n');
  demand(
    more.length === 0 && rest.length === 0 && /^trust (none|sha256:[0-9a-f]{64})$/.test(trust ?? ''),
    'head is odd',
  );
  demand(size === undefined || Number(count) === size, 'head is of another entry');
  demand(hash === Buffer.from(hashes[Number(count)] ?? '', 'hex').toString('base64'), 'head has another hash');
  const [, name, base64 = ''] = /^\u2014 (\S+) (\S+)\n$/.exec(signature) ?? [];
  const raw = Buffer.from(base64, 'base64');
  const typed = Buffer.concat([Buffer.from([1]), key]);
  demand(name === origin && raw.toString('base64') === base64 && raw.length === 68, 'head signature is odd');
  demand(
    raw.subarray(0, 4).toString('hex') === sha(Buffer.concat([Buffer.from(`${name}\n`), typed])).slice(0, 8),
    'head key',
  );
  demand(verify(null, Buffer.from(`${signed}\n`), ed25519(key), raw.subarray(4)), 'head is not signed');
}

function signatures(entries: readonly Value[], hashes: readonly string[], key: Buffer): void {
  const spent = new Set<string>();
  const keys = new Map<string, { key: string; person: string }>();
  const plans = new Map<string, string>();
  for (const { type, stream, body, seq } of entries) {
    if (type === 'HeadSigned') note(body.note, hashes.slice(0, seq), key);
    if (type === 'DemoApproverEnrolled')
      keys.set(body.trust.keyId, { key: body.trust.publicKey, person: body.trust.person });
    for (const one of body?.list?.keys ?? [])
      if (one.revokedAt === null) keys.set(one.id, { key: one.publicKey, person: one.person });
    if (type === 'PlanSealed') plans.set(stream, body.planDigest);
    const bundle = body?.approval?.bundle;
    if (bundle === undefined) continue;
    const { predicate } = JSON.parse(bundle.statement);
    const signer = keys.get(bundle.signature.keyId);
    demand(
      signer !== undefined && signer.person === predicate.approver && predicate.approver === body.approval.approver,
      `entry ${seq}: approver`,
    );
    const raw = Buffer.from(bundle.signature.signature, 'base64url');
    demand(
      verify(null, pae(bundle.statement), ed25519(Buffer.from(signer.key, 'base64url')), raw),
      `entry ${seq}: signature`,
    );
    demand(
      predicate.planDigest === plans.get(stream) && `deployment/${predicate.deploymentId}` === stream,
      `entry ${seq}: plan`,
    );
    demand(
      predicate.logHead.hash === `sha256:${hashes[predicate.logHead.seq]}` && predicate.logHead.seq < seq,
      `entry ${seq}: head`,
    );
    demand(!spent.has(predicate.nonce), `entry ${seq}: nonce`);
    spent.add(predicate.nonce);
  }
}

function rules(entries: readonly Value[]): void {
  for (const stream of new Set(entries.map((one) => one.stream).filter((one) => one.startsWith('deployment/')))) {
    const seen: Record<string, Value> = {};
    for (const { type, body, seq } of entries.filter((one) => one.stream === stream)) {
      if (type === 'PlanSealed')
        demand(`sha256:${sha(text(body.plan))}` === body.planDigest, `entry ${seq}: plan digest`);
      if (type === 'PromotionStarted') {
        const { plan } = seen.PlanSealed;
        const digests = plan.release.artifacts.map((one: Value) => one.digest).join();
        const { evidence } = seen.StagingValidated ?? {};
        const { certificate } = seen.RehearsalPassed ?? {};
        demand(
          evidence?.artifactDigests.join() === digests && evidence.checks.every((one: Value) => one.passed),
          `entry ${seq}: R1`,
        );
        demand(seen.ApprovalGranted !== undefined && seen.PromotionApproved !== undefined, `entry ${seq}: R2`);
        demand(certificate?.candidateDigests.join() === digests, `entry ${seq}: R4`);
        const target = plan.rollbackTarget.kind === 'release' ? plan.rollbackTarget.releaseId : null;
        demand(certificate.rollbackTo === target, `entry ${seq}: R4 target`);
      }
      seen[type] = body;
    }
  }
}
