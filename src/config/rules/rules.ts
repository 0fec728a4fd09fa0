import type { PathFault } from '../problem/fault.ts';
import type { Written } from '../yaml/written.ts';
import { checkAgents } from './agents.ts';
import { checkArtifacts } from './artifacts.ts';
import { checkCheckpoints } from './checkpoints.ts';
import { checkCommandTargets } from './command-target.ts';
import { checkDemo } from './demo.ts';
import { checkEnvironments } from './environments.ts';
import { checkLatencySource } from './latency-source.ts';
import { checkMetricQueries } from './metric-queries.ts';
import { checkMetricSources } from './metric-sources.ts';
import { checkMonitoring } from './monitoring.ts';
import { checkNotify } from './notify.ts';
import { checkRegistry } from './registry.ts';
import { checkRollback } from './rollback.ts';
import { checkRollouts } from './rollout.ts';
import { checkRouters } from './router.ts';
import { checkStrategies } from './strategy.ts';
import { checkTargets } from './target.ts';
import { checkValidation } from './validate.ts';
import { checkVerification } from './verification.ts';
import { checkWindows } from './windows.ts';

/**
 * What must be right between values. The rules look at what is written, not at what the schema made of it: so they speak in
 * the same pass, whatever else is wrong.
 */
export const checkRules = (root: Written): readonly PathFault[] =>
  [
    checkAgents,
    checkArtifacts,
    checkRegistry,
    checkRollback,
    checkMonitoring,
    checkWindows,
    checkCheckpoints,
    checkEnvironments,
    checkCommandTargets,
    checkDemo,
    checkTargets,
    checkRouters,
    checkStrategies,
    checkRollouts,
    checkMetricSources,
    checkMetricQueries,
    checkLatencySource,
    checkValidation,
    checkVerification,
    checkNotify,
  ].flatMap((check) => check(root));
