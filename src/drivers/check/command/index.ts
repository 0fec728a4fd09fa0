import { join } from 'node:path';
import { milliseconds } from '../../../core/kernel/duration.ts';
import { canonical } from '../../../core/plan/canonical.ts';
import type { CheckRequest, CheckRunner, RunResult } from '../../../ports/check-runner.ts';
import type { EffectContext } from '../../../ports/driver-error.ts';
import { reporting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { effectLedger } from '../../shared/effect-ledger.ts';
import { digestOfBytes, hexOf } from '../../shared/hash-file.ts';
import { listedEnvironment } from '../../shared/listed-environment.ts';
import { runShell } from '../../shared/shell-command.ts';
import { awaitResults, collectResults } from './collect-results.ts';
import { problemOf } from './judge-result.ts';
import { logTails, nameRun, OUTPUT } from './logs.ts';
import { readStored, writeStored } from './stored-result.ts';

/** Runs checks as commands of the user. Results and full logs lie in `stateDir`, one folder per effect. */
export function commandChecks(options: { readonly stateDir: string }): CheckRunner {
  const ledger = effectLedger(join(options.stateDir, 'ledger.json'));
  const underWay = new Map<string, Promise<RunResult>>();

  async function runOnce(request: CheckRequest, effect: EffectContext): Promise<RunResult> {
    stopWhenAborted(effect.signal, effect.id);
    await ledger.admit(effect);
    const folder = join(options.stateDir, folderOf(effect.id));
    const stored = await readStored(join(folder, 'result.json'), effect.id);
    if (stored !== undefined) return stored;
    const running = underWay.get(effect.id);
    if (running !== undefined) return running;
    const work = (async () => {
      await nameRun(folder, effect.id);
      const result = await run(request, folder, effect.signal);
      await ledger.holdsFor(effect);
      await writeStored(join(folder, 'result.json'), effect.id, result);
      return result;
    })();
    underWay.set(effect.id, work);
    return work.finally(() => underWay.delete(effect.id));
  }

  return {
    run: (request, effect) => reporting(`check ${request.kind}`, () => runOnce(request, effect)),
    logTails: (prefix, lines) => reporting('reading logs of checks', () => logTails(options.stateDir, prefix, lines)),
  };
}

/** Where the result and the full log of an effect lie, inside `stateDir`. */
export const folderOf = (effectId: string): string => hexOf(digestOfBytes(effectId)).slice(0, 32);

async function run(
  { kind, spec, workDir, env }: CheckRequest,
  folder: string,
  signal: AbortSignal,
): Promise<RunResult> {
  const awaited = await awaitResults(workDir, spec);
  const outcome = await runShell(
    {
      run: spec.run,
      cwd: workDir,
      env: listedEnvironment(env),
      timeout: spec.timeout,
      logFile: join(folder, OUTPUT),
    },
    signal,
  );
  const { suites, problem: unread, files, ...measured } = await collectResults(workDir, awaited, signal);
  const problem = problemOf(outcome, spec.timeout, { suites, problem: unread });
  return {
    kind,
    passed: problem === null,
    problem,
    exitCode: outcome.exitCode,
    suites: suites ?? [],
    ...measured,
    took: milliseconds(outcome.took),
    logTail: outcome.tail,
    digest: digestOfBytes(canonical({ output: outcome.digest, files })),
  };
}
