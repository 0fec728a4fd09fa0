import { formatDuration } from '../kernel/duration.ts';
import { formatWeight } from '../kernel/weight.ts';
import type { RolloutPlan } from './rollout-plan.ts';

/** How production is reached, in words. */
export function strategyText({ kind, stages, replacing }: RolloutPlan): string {
  switch (kind) {
    case 'first-release':
      return 'first release: nothing serves yet, so all traffic goes to it at once, after a smoke off-traffic';
    case 'canary':
      return `canary: beside a full stable, in ${stages.length} stages: ${stages.map(({ weight }) => formatWeight(weight)).join(', ')}`;
    case 'blue-green': {
      const period = stages[0]?.duration ?? null;
      const warm = period === null ? '' : `, then ${formatDuration(period)} of validation`;
      return `blue-green: a second full set, smoked off-traffic, takes all traffic at once${warm}; the old one stays warm`;
    }
    case 'rolling': {
      if (replacing === undefined) return 'rolling: in batches';
      const order = replacing.first === 'prepare' ? 'new instances first' : 'old instances first';
      const size = replacing.first === 'prepare' ? replacing.surge : replacing.unavailable;
      const batches = stages.length === 1 ? '1 batch' : `${stages.length} batches`;
      return `rolling: ${batches} of ${size}, ${order}; at most ${replacing.unavailable} missing and ${replacing.surge} beside`;
    }
  }
}
