import { writeFileSync } from 'node:fs';
import { errorsInSource } from './error-codes.ts';
import { errorReference } from './error-reference.ts';

writeFileSync(new URL('../docs/reference/errors.md', import.meta.url), errorReference(errorsInSource()));
