import { z } from 'zod';
import type { ArtifactKind } from '../../../core/unit/artifact.ts';
import type { JsonValue, Track } from '../../../core/unit/environment.ts';

/** The name of the contract, in every request. */
export const EXEC_SCHEMA = 'plimsoll.exec/v1';

/** One artifact of a release, as the command is told of it. */
export interface ToldArtifact {
  readonly name: string;
  readonly kind: ArtifactKind;
  readonly digest: string;
  /** Where its files lie, unpacked and checked against the digest; null where there are none. */
  readonly folder: string | null;
  /** What a container engine pulls; absent where it is no image. */
  readonly image?: string;
}

/** A release, as the command is told of it. */
export interface ToldRelease {
  readonly id: string;
  readonly version: string;
  readonly commit: string | null;
  readonly artifacts: readonly ToldArtifact[];
  /** What the configuration said when it was released: the digest of the whole, and the `params` of then. */
  readonly config: { readonly digest: string | null; readonly params: Readonly<Record<string, JsonValue>> };
}

/** What a verb is told beyond what every request holds. */
export type Asked =
  /** No contract knows it: a trial asks whether the command says so. */
  | { readonly verb: 'x-unknown' }
  | { readonly verb: 'prepare' | 'settle'; readonly release: ToldRelease }
  | { readonly verb: 'shift'; readonly weight: number }
  | { readonly verb: 'observe' }
  /** `previous` is null where nothing served before: then nobody is to be served any more. */
  | { readonly verb: 'rollback'; readonly previous: ToldRelease | null }
  | { readonly verb: 'cleanup'; readonly track: Track };

const ONE_LINE = z.string().max(2_000);

const ObservedTrack = z.object({
  version: ONE_LINE,
  digests: z.array(z.string().regex(/^sha256:[0-9a-f]{64}$/)).max(100),
  healthy: z.int().min(0),
  total: z.int().min(0),
  url: ONE_LINE.optional(),
});

const Weight = z
  .number()
  .min(0)
  .max(100)
  .refine((weight) => Number.isInteger(Math.round(weight * 1e6) / 1e5), 'has at most one decimal');

const Observed = z.object({
  weight: Weight.nullable(),
  tracks: z.object({ stable: ObservedTrack.nullish(), candidate: ObservedTrack.nullish() }),
  weights: z.enum(['any', 'all-or-nothing']).optional(),
  url: ONE_LINE.optional(),
});

const Answer = z.union([
  z.object({ ok: z.literal(true), observed: Observed }),
  z.object({ ok: z.literal(false), error: z.string().max(10_000).optional(), retryable: z.boolean().optional() }),
]);

/** One track as the command saw it. */
export type ObservedTrack = z.output<typeof ObservedTrack>;

/** What the command saw: the candidate's share in percent, null where nobody is served, and what runs on each track. */
export type Observed = z.output<typeof Observed>;

/** What a command answered. */
export type Answer = z.output<typeof Answer>;

/** Reads an answer; a text says what is wrong with it. */
export function readAnswer(text: string): Answer | string {
  if (text.trim() === '') return 'it printed nothing on stdout';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'what it printed on stdout is no JSON: one object, and nothing beside it';
  }
  const isAnswer = typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean';
  if (!isAnswer) return 'its answer does not say  "ok": true  or  "ok": false';
  const read = Answer.safeParse(value);
  if (read.success) return read.data;
  // Of the two forms that an answer may have, the one that it claims to be.
  const form = (value as { ok: boolean }).ok
    ? z.object({ observed: Observed })
    : z.object({ error: z.string().optional() });
  const [issue] = form.safeParse(value).error?.issues ?? read.error.issues;
  return `its answer is wrong at ${issue?.path.join('.') || 'the top'}: ${issue?.message ?? 'it is of another form'}`;
}
