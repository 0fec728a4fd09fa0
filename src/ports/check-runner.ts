import type { CheckResult } from '../core/deployment/evidence.ts';
import type { CheckKind, CheckSpec } from '../core/unit/environment.ts';
import type { EffectContext } from './driver-error.ts';

/** Runs a check command of the user and parses its result. A failed check is a result, not an error. */
export interface CheckRunner {
  run(request: CheckRequest, effect: EffectContext): Promise<RunResult>;
  /** What checks whose effect ids begin so have printed, those under way too, in the order they began. */
  logTails(effectIdPrefix: string, lines: number): Promise<readonly CheckLog[]>;
}

/** The last lines that one run of a check printed, newest last. */
export interface CheckLog {
  readonly effectId: string;
  readonly lines: readonly string[];
}

/** A check of an environment, a command over the source before anything is packaged, or the step that takes stored data back. */
export type RunKind = CheckKind | 'verification' | 'down-step';

/** What a run said. */
export type RunResult = Omit<CheckResult, 'kind'> & { readonly kind: RunKind };

/** One check to run. */
export interface CheckRequest {
  readonly kind: RunKind;
  readonly spec: CheckSpec;
  /** The source tree at the release's commit: the command runs there. */
  readonly workDir: string;
  /** `PLIMSOLL_URL`, `PLIMSOLL_ENVIRONMENT`, ...: the only environment besides PATH, HOME and the like. */
  readonly env: Readonly<Record<string, string>>;
}
