import { z } from 'zod';

const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;
const TYPES = [
  ...['application', 'framework', 'library', 'container', 'platform', 'operating-system', 'device', 'device-driver'],
  ...['firmware', 'file', 'machine-learning-model', 'data', 'cryptographic-asset'],
] as const;
const AGGREGATES = [
  ...['complete', 'incomplete', 'incomplete_first_party_only', 'incomplete_first_party_proprietary_only'],
  ...[
    'incomplete_first_party_opensource_only',
    'incomplete_third_party_only',
    'incomplete_third_party_proprietary_only',
  ],
  ...['incomplete_third_party_opensource_only', 'unknown', 'not_specified'],
] as const;

// As the format has it: a licence is named by an identifier or by a text, and never by both.
const License = z.strictObject({
  license: z.strictObject({ name: z.string(), acknowledgement: z.enum(['declared', 'concluded']).optional() }),
});
const Component = z.strictObject({
  type: z.enum(TYPES),
  'bom-ref': z.string().min(1),
  group: z.string().optional(),
  name: z.string(),
  version: z.string().optional(),
  purl: z.string().startsWith('pkg:').optional(),
  scope: z.enum(['required', 'optional', 'excluded']).optional(),
  hashes: z.array(z.strictObject({ alg: z.literal('SHA-512'), content: z.string().regex(HASH) })).optional(),
  licenses: z.array(License).optional(),
});
const Property = z.strictObject({ name: z.string(), value: z.string() });

/** What CycloneDX 1.6 demands of the parts of it that we write: fields, their values, and that each reference is there once. */
export const CycloneDxForm = z
  .strictObject({
    $schema: z.literal('http://cyclonedx.org/schema/bom-1.6.schema.json'),
    bomFormat: z.literal('CycloneDX'),
    specVersion: z.literal('1.6'),
    serialNumber: z.string().regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
    version: z.int().min(1),
    metadata: z.strictObject({
      tools: z.strictObject({ components: z.array(z.strictObject({ type: z.enum(TYPES), name: z.string() })) }),
      component: Component,
      properties: z.array(Property),
    }),
    components: z.array(Component),
    compositions: z.array(z.strictObject({ aggregate: z.enum(AGGREGATES), assemblies: z.array(z.string()) })),
  })
  .refine(({ metadata, components }) => {
    const references = [metadata.component, ...components].map((one) => one['bom-ref']);
    return new Set(references).size === references.length;
  }, 'a reference stands for two things')
  .refine(({ metadata, components, compositions }) => {
    const references = new Set([metadata.component, ...components].map((one) => one['bom-ref']));
    return compositions.every(({ assemblies }) => assemblies.every((one) => references.has(one)));
  }, 'a composition names what is not there');
