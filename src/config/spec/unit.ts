import { hours } from '../../core/kernel/duration.ts';
import type {
  CheckpointPolicies,
  RecordPolicy,
  RollbackPolicy,
  UnitSpec,
  VerdictPolicy,
} from '../../core/unit/unit.ts';
import type { PinnedKey } from '../../core/unit/verification.ts';
import type { Config } from '../schema.ts';
import { agentBudget } from './agents.ts';
import { artifactSpec } from './artifact.ts';
import { environmentSpec } from './environment.ts';
import { metricsSpec } from './metrics.ts';
import { notifierSpecs } from './notify.ts';
import { registrySpec } from './registry.ts';
import { verificationSpec } from './verification.ts';
import { windowPolicy } from './windows.ts';

/** How long nobody need look at a rollback before they are reminded of it. */
const REMINDER = hours(24);

/** Makes a unit of a file that holds no fault. */
export function unitSpec(config: Config, keys: ReadonlyMap<string, PinnedKey>): UnitSpec {
  const verification = verificationSpec(config.verification, keys);
  return {
    name: config.unit.name,
    tier: config.unit.tier,
    owners: config.unit.owners,
    ...(config.unit.repo === undefined ? {} : { repo: config.unit.repo }),
    artifacts: config.artifacts.map(artifactSpec),
    registry: registrySpec(config.registry, config.artifacts),
    // Absent where nothing is asked for: plans from before it could be asked for keep their digests.
    ...(verification.length === 0 ? {} : { verification }),
    evidenceMaxAge: config.evidence_max_age,
    rollback: rollbackPolicy(config.rollback),
    verdict: verdictPolicy(config.verdict),
    metrics: metricsSpec(config.metrics),
    windows: windowPolicy(config.blackouts),
    checkpoints: checkpointPolicies(config.checkpoints),
    ...(config.agents === undefined ? {} : { agents: agentBudget(config.agents) }),
    ...(config.record === undefined ? {} : { record: recordPolicy(config.record) }),
    ...(config.notify === undefined ? {} : { notify: notifierSpecs(config.notify) }),
    environments: Object.fromEntries(
      Object.entries(config.environments).map(([name, block]) => [
        name,
        environmentSpec(name, block, config.unit.tier),
      ]),
    ),
  };
}

function recordPolicy({ heads }: NonNullable<Config['record']>): RecordPolicy {
  const { file, git } = heads;
  return { heads: { ...(file === undefined ? {} : { file }), ...(git === undefined ? {} : { git }) } };
}

function rollbackPolicy(block: Config['rollback']): RollbackPolicy {
  return {
    triggers: [block.error_rate, block.latency_p99].filter((trigger) => trigger !== undefined),
    healthTimeout: block.health_timeout,
    deploymentTimeout: block.deployment_timeout,
    targetTime: block.target_time,
    keepReleases: block.keep_releases,
  };
}

function verdictPolicy(block: Config['verdict']): VerdictPolicy {
  return {
    falseRollback: block.false_rollback,
    falsePass: block.false_pass,
    relative: block.relative === 'on',
    relativeRatio: block.relative_ratio,
    extend: block.extend,
    underpowered: block.underpowered,
  };
}

/** Where nobody else is named, whoever may let a release in also answers for it later. */
function checkpointPolicies(block: Config['checkpoints']): CheckpointPolicies {
  const { production_promotion: promotion, ambiguous_metrics: ambiguous, after_rollback: after } = block;
  const { require_assurance: required, factors } = promotion;
  // Either factor is what is taken anyway, for the same reason.
  const factored = new Set(factors).size === 2 ? {} : { factors };
  // A1 is what is asked for anyway: plans from before there were other levels keep their digests.
  const assured = required === 'A1' ? {} : { requireAssurance: required };
  return {
    productionPromotion: {
      approvers: promotion.approvers,
      count: promotion.count,
      deadline: promotion.expires,
      separateFrom: promotion.separate_from,
      ...factored,
      ...assured,
    },
    ambiguousMetrics: {
      approvers: ambiguous.approvers ?? promotion.approvers,
      count: ambiguous.count,
      deadline: ambiguous.deadline,
      separateFrom: [],
      ...assured,
    },
    afterRollback: {
      approvers: after.approvers ?? promotion.approvers,
      count: after.count,
      deadline: REMINDER,
      separateFrom: [],
      ...assured,
    },
  };
}
