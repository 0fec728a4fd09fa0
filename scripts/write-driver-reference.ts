import { writeFileSync } from 'node:fs';
import { driverReference } from './driver-reference.ts';

writeFileSync(new URL('../docs/reference/drivers.md', import.meta.url), driverReference());
