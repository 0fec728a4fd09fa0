import { randomUUID } from 'node:crypto';
import type { CommandTargetSpec } from '../../../../core/unit/environment.ts';
import { DriverError } from '../../../../ports/driver-error.ts';
import { callerOf } from '../caller.ts';
import type { ToldRelease } from '../contract.ts';
import { memoryIn } from '../memory.ts';
import { Broken, NotTried, type Outcome, type Rule, type RuleResult, type Stage } from './rule.ts';
import { clear, RULES } from './rules.ts';

/** Which command is tried, on what, and with which releases. */
export interface TrialOptions {
  /** Memory and log lie here. */
  readonly dir: string;
  readonly cwd: string;
  readonly unit: string;
  readonly environment: string;
  readonly spec: CommandTargetSpec;
  readonly first: ToldRelease;
  readonly second: ToldRelease;
  /** Is told of each result as it comes. */
  readonly onResult?: (result: RuleResult) => void;
}

/** Tries every rule of the exec contract on a command, and leaves the environment empty. It prepares, shifts and removes for real. */
export async function tryCommand(options: TrialOptions, signal: AbortSignal): Promise<readonly RuleResult[]> {
  const stage = stageOf(options, signal);
  const results: RuleResult[] = [];
  try {
    for (const rule of RULES) {
      const begun = performance.now();
      const outcome = await outcomeOf(rule, stage, results, signal);
      const result = { rule: rule.rule, title: rule.title, outcome, took: Math.round(performance.now() - begun) };
      results.push(result);
      options.onResult?.(result);
    }
  } finally {
    await clear(stage).catch(() => undefined);
  }
  return results;
}

async function outcomeOf(
  rule: Rule,
  stage: Stage,
  before: readonly RuleResult[],
  signal: AbortSignal,
): Promise<Outcome> {
  const lacking = rule.needs.find((need) => before.find((one) => one.rule === need)?.outcome.kind !== 'kept');
  if (lacking !== undefined) return { kind: 'not-tried', detail: `needs ${lacking}` };
  try {
    const said = await rule.try(stage);
    return said instanceof NotTried ? { kind: 'not-tried', detail: said.why } : { kind: 'kept', detail: said };
  } catch (error) {
    if (signal.aborted || !(error instanceof Broken || error instanceof DriverError)) throw error;
    return { kind: 'broken', detail: error.message };
  }
}

function stageOf(options: TrialOptions, signal: AbortSignal): Stage {
  const { dir, cwd, unit, environment, spec, first, second } = options;
  const caller = callerOf({ dir, cwd, unit, environment, memory: memoryIn(`${dir}/memory.json`) });
  // Effects of an earlier trial are others: a command may remember them.
  const trial = randomUUID();
  const effectOf = (name: string, until: AbortSignal) => ({ id: `trial_${trial}/${name}`, epoch: 1, signal: until });
  return {
    ...{ first, second },
    observe: () => caller.observe(spec, signal),
    ask: (asked, effect) => caller.act(spec, asked, effectOf(effect, signal)),
    askUnknown: () => caller.act(spec, { verb: 'x-unknown' }, effectOf('unknown', signal)),
    askAndKill: async (asked, effect, after) => {
      const killed = AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.round(after)))]);
      await caller.act(spec, asked, effectOf(effect, killed)).catch((error: unknown) => {
        if (!(error instanceof DriverError) || signal.aborted) throw error;
      });
    },
  };
}
