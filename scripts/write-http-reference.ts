import { writeFileSync } from 'node:fs';
import { httpReference } from './http-reference.ts';

writeFileSync(new URL('../docs/reference/http-api.md', import.meta.url), httpReference());
