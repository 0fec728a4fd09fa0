import { z } from 'zod';
import { NO_REFERENCE, parseSecretReference, type SecretReference } from '../../core/unit/secret-reference.ts';
import { faulty, textValue } from './text-value.ts';

/** Where a secret is read, `env:NAME` or `file:/PATH`. What is written here is never the secret itself. */
const Reference = textValue(
  { examples: ['env:PROM_TOKEN'], description: 'Where it is read when it is needed: env:NAME or file:/PATH' },
  (text): SecretReference | ReturnType<typeof faulty> => parseSecretReference(text) ?? faulty(NO_REFERENCE),
);

/** A block such as `{ secret: env:PROM_TOKEN }`. */
export const SecretBlock = z.strictObject({ secret: Reference }).meta({ examples: [{ secret: 'env:PROM_TOKEN' }] });
