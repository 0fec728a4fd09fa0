import type { PathFault } from '../problem/fault.ts';
import type { Written } from '../yaml/written.ts';
import { checkArtifacts } from './artifacts.ts';
import { checkCheckpoints } from './checkpoints.ts';
import { checkDemo } from './demo.ts';
import { checkEnvironments } from './environments.ts';
import { checkMetricQueries } from './metric-queries.ts';
import { checkMetricSources } from './metric-sources.ts';
import { checkRollback } from './rollback.ts';
import { checkRollouts } from './rollout.ts';
import { checkStrategies } from './strategy.ts';
import { checkWindows } from './windows.ts';

/**
 * What must be right between values. The rules look at what is written, not at what the schema made of it: so they speak in
 * the same pass, whatever else is wrong.
 */
export const checkRules = (root: Written): readonly PathFault[] =>
  [
    checkArtifacts,
    checkRollback,
    checkWindows,
    checkCheckpoints,
    checkEnvironments,
    checkDemo,
    checkStrategies,
    checkRollouts,
    checkMetricSources,
    checkMetricQueries,
  ].flatMap((check) => check(root));
