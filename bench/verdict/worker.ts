import { parentPort } from 'node:worker_threads';
import { type Portion, runPortion } from './campaign.ts';

parentPort?.on('message', (portion: Portion) => parentPort?.postMessage(runPortion(portion)));
