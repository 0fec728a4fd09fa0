import { z } from 'zod';
import type { SecretReference } from '../../core/unit/metrics.ts';
import { faulty, textValue } from './text-value.ts';

const VARIABLE = /^env:([A-Za-z_][A-Za-z0-9_]*)$/;
const FILE = /^file:(\/[^\0\n]+)$/;

/** Where a secret is read, `env:NAME` or `file:/PATH`. What is written here is never the secret itself. */
const Reference = textValue(
  { examples: ['env:PROM_TOKEN'], description: 'Where it is read when it is needed: env:NAME or file:/PATH' },
  (text): SecretReference | ReturnType<typeof faulty> => {
    const variable = VARIABLE.exec(text)?.[1];
    if (variable !== undefined) return { from: 'env', name: variable };
    const path = FILE.exec(text)?.[1];
    if (path !== undefined) return { from: 'file', name: path };
    // What was written may be the secret: it is not repeated.
    const message = 'this names neither a variable nor a file';
    return faulty({ code: 'secret', message, remedy: 'write  secret: env:NAME  or  secret: file:/PATH' });
  },
);

/** A block such as `{ secret: env:PROM_TOKEN }`. */
export const SecretBlock = z.strictObject({ secret: Reference }).meta({ examples: [{ secret: 'env:PROM_TOKEN' }] });
