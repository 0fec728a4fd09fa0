// What the environment must have in any case.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const { states } = JSON.parse(readFileSync('infra/backend.json', 'utf8'));
const { PLIMSOLL_ENVIRONMENT, PLIMSOLL_TRACK } = process.env;
const file = join(states, `${PLIMSOLL_ENVIRONMENT}.json`);
// Before it is applied there is nothing of it to look at.
const isApplied = JSON.parse(readFileSync(join(states, `${PLIMSOLL_ENVIRONMENT}.tracks.json`), 'utf8')).weight !== null;
if (PLIMSOLL_TRACK === 'candidate' || !isApplied) process.exit(0);
const { resources } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { resources: {} };
if (resources.bucket === undefined) throw new Error('there is no bucket');
