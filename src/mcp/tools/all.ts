import type { Tool } from '../tool.ts';
import { getDeployment } from './deployment.ts';
import { listHistory, verifyRecord } from './history.ts';
import { checkBlackout, explainGate, getReport } from './look.ts';
import { planDeployment } from './plan.ts';
import { attachStatement, draftIncident } from './say.ts';
import { abortDeployment, holdDeployment, requestApproval, rollbackDeployment, startDeployment } from './ship.ts';
import { getEnvironment, listUnits } from './units.ts';
import { waitForChange } from './wait.ts';

/** Every tool that is built, in the order in which they are listed. */
export const ALL_TOOLS: readonly Tool[] = [
  listUnits,
  getEnvironment,
  getDeployment,
  waitForChange,
  listHistory,
  verifyRecord,
  checkBlackout,
  getReport,
  explainGate,
  planDeployment,
  startDeployment,
  requestApproval,
  holdDeployment,
  draftIncident,
  attachStatement,
  abortDeployment,
  rollbackDeployment,
];
