import type { ControlPlane } from '../api/control-plane.ts';
import type { LogPart } from '../api/logs.ts';
import { ProblemError } from '../api/problem.ts';
import { EXIT } from './exit.ts';

/** So much of a log is shown below a failure. */
const LINES = 50;

const FAILURES: readonly number[] = [EXIT.stagingFailed, EXIT.rolledBack, EXIT.rollbackUnfinished, EXIT.issueDetected];

/** The log that shows why a deployment went wrong: of the check or of the instances that failed. Null when nothing did, or none would show it. */
export async function tellingLog(plane: ControlPlane, id: string, exit: number): Promise<LogPart | null> {
  if (!FAILURES.includes(exit)) return null;
  try {
    const { parts, telling } = await plane.logs(id, { environment: null, track: null, check: null, lines: LINES });
    const part = telling === null ? undefined : parts[telling];
    return part === undefined ? null : { ...part, lines: part.lines.slice(-LINES) };
  } catch (error) {
    // A log that cannot be read is no reason to hide the failure itself.
    if (error instanceof ProblemError) return null;
    throw error;
  }
}
