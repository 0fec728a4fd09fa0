import { z } from 'zod';
import { Envelope } from './envelope.ts';
import { readStrictJson } from './strict-json.ts';

const Payload = z.looseObject({
  predicate: z.looseObject({
    runDetails: z.looseObject({
      byproducts: z.array(z.looseObject({ digest: z.looseObject({ sha256: z.string() }) })).optional(),
    }),
  }),
});

/** The digests of what was made beside an artifact, as its provenance names them. Whoever asks has checked the signature before. */
export function byproductDigests(envelope: string): readonly string[] {
  const outer = readStrictJson(Buffer.from(envelope, 'utf8'));
  const read = 'fault' in outer ? undefined : Envelope.safeParse(outer.value).data;
  const inner = read === undefined ? undefined : readStrictJson(read.payload);
  if (inner === undefined || 'fault' in inner) return [];
  const byproducts = Payload.safeParse(inner.value).data?.predicate.runDetails.byproducts ?? [];
  return byproducts.map(({ digest }) => `sha256:${digest.sha256}`);
}
