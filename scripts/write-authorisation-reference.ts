import { writeFileSync } from 'node:fs';
import { authorisationReference } from './authorisation-reference.ts';

writeFileSync(new URL('../docs/reference/authorisation.md', import.meta.url), authorisationReference());
