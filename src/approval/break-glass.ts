import { z } from 'zod';
import { isAtLeast } from '../core/guard/assurance.ts';
import type { GlassSignature } from '../core/guard/glass-signature.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { readBundle } from './bundle.ts';
import { type ConsentKind, consentText, verifyConsent } from './consent.ts';
import { type ConsentTrust, consentingKey } from './consenting-key.ts';
import { digestOf } from './digest.ts';
import { DigestText, LabelText, MomentText, momentOf, momentText, NameText } from './fields.ts';
import { changeStatement, type Subject, subjectNamed } from './frame.ts';
import type { SigningKey } from './signing-key.ts';
import { assuranceOf, type Isolation } from './verify/assurance.ts';

/** The predicate type of shortening a stage or a bake. */
const GLASS_TYPE = 'urn:plimsoll:break-glass:v1';

/** The stage or bake that is shortened: this one of this deployment, and no other. */
export interface GlassQuestion {
  readonly controlPlaneId: string;
  readonly deploymentId: string;
  readonly environment: string;
  readonly planDigest: string;
  readonly phase: 'rolling-out' | 'baking';
  readonly stageIndex: number;
  /** When its time began. */
  readonly since: Instant;
}

/** Who is trusted, and what is proven of isolation. */
export interface GlassTrust extends ConsentTrust {
  readonly isolation: Isolation | null;
}

const GlassStatement = changeStatement(GLASS_TYPE, {
  deploymentId: LabelText,
  environment: NameText,
  planDigest: DigestText,
  phase: z.enum(['rolling-out', 'baking']),
  stageIndex: z.int().nonnegative(),
  since: MomentText,
});

const CONSENT: ConsentKind<z.infer<typeof GlassStatement>> = {
  schema: GlassStatement,
  otherwise: { code: 'break-glass-not-as-shown', message: 'The signature is for another stage than the one under way' },
  expired: 'break-glass-expired',
  again: 'Look at it and sign again: plimsoll break-glass ID --reason TEXT',
};

const aboutOf = ({ since, ...question }: GlassQuestion) => ({ ...question, since: momentText(since) });
const subjectOf = (question: GlassQuestion): Subject => subjectNamed(question.environment, digestOf(aboutOf(question)));

/** The text an approver signs to shorten what is under way, computed from what was shown. */
export const glassStatementText = (
  question: GlassQuestion,
  signer: Pick<SigningKey, 'person' | 'keyId'>,
  reason: string,
  at: Instant,
): string => consentText(GLASS_TYPE, subjectOf(question), aboutOf(question), { signer, reason, at });

/** Checks a signature under shortening, against what is under way right now. Whether it is enough, the core decides. */
export function verifyGlass(
  bundle: Uint8Array,
  question: GlassQuestion,
  trust: GlassTrust,
  at: Instant,
): GlassSignature | Refusal {
  const about = aboutOf(question);
  const consent = verifyConsent(
    bundle,
    CONSENT,
    ({ predicate, subject }) => {
      const { reason: _, approver: __, credentialId: ___, issuedAt: ____, notAfter: _____, ...named } = predicate;
      return canonical(named) === canonical(about) && canonical(subject) === canonical([subjectOf(question)]);
    },
    (signature) => consentingKey(trust, signature, question.environment),
    at,
  );
  if (isRefusal(consent)) return consent;
  const { statement, bundle: signed, key } = consent;
  const { approver, credentialId, reason } = statement.predicate;
  const assurance = assuranceOf(key, trust.isolation, at);
  return { approver, credentialId, reason, groups: key.groups, kind: signed.signature.kind, assurance, bundle: signed };
}

/** What a recorded signature must be about. */
export type RecordedGlass = Omit<GlassQuestion, 'since'>;

/**
 * Checks a recorded signature again, offline, by the lists as they were then and the moment that it names itself. Null: it is
 * what it says.
 */
export function recheckGlass(
  recorded: GlassSignature,
  about: RecordedGlass,
  trust: Omit<GlassTrust, 'isolation'>,
): Refusal | null {
  const bytes = Buffer.from(canonical(recorded.bundle), 'utf8');
  const read = readBundle(bytes, GlassStatement);
  if (isRefusal(read)) return read;
  const { issuedAt, since } = read.statement.predicate;
  const question = { ...about, since: momentOf(since) };
  const verified = verifyGlass(bytes, question, { ...trust, isolation: null }, momentOf(issuedAt));
  if (isRefusal(verified)) return verified;
  // Whether agents were kept out then stands in the journal, and not in the bundle: without a proof it is the least it can be.
  const isPossible = isAtLeast(recorded.assurance, verified.assurance) && recorded.assurance !== 'A3';
  const quoted = { ...verified, assurance: isPossible ? recorded.assurance : verified.assurance };
  return canonical(quoted) === canonical(recorded)
    ? null
    : refuse('approval-misquoted', 'The record beside the bundle says something else than what was signed', DISTRUST);
}

const DISTRUST = 'Do not rely on this record: find out who changed it';
