import { createReadStream } from 'node:fs';
import { ProblemError } from '../../api/problem.ts';
import { plainProblem, readConfigFile } from '../../config/read-file.ts';
import { judgedPlan } from '../../core/plan/judged.ts';
import type { EnvironmentSpec } from '../../core/unit/environment.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import { refuseUnknownEnvironment } from '../../core/unit/unknown-environment.ts';
import { judgePlanOf } from '../../core/verdict/judge-plan.ts';
import { type ChangeRow, changeRow, replayDocument } from '../../core/verdict/replay/document.ts';
import type { Final, ReplayedStage } from '../../core/verdict/replay/replay.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { changeLine, finalLine, replayHead } from '../render/replay.ts';
import { play } from '../samples/play.ts';

/** What a replay takes beside the flags of every command. */
export interface ReplayOptions {
  readonly samples: string;
  /** Counted from 1. */
  readonly stage: number;
  readonly expect?: Final['verdict'];
}

/** Weights are held in thousandths. */
const ALL = 1_000;

/** Plays recorded measurements against a stage's gates, in simulated time, and says what the judge would have done. */
export async function gateReplay(doing: Doing, options: ReplayOptions): Promise<Outcome> {
  const { ascii } = doing.invocation;
  const environment = doing.invocation.environment ?? 'production';
  const stage = stageOf(await configured(doing), environment, options.stage);
  const rows: ChangeRow[] = [];
  doing.line(replayHead(options.samples, environment, options.stage, stage), { type: 'replay', environment });
  const { final } = await play(streamOf(options.samples), options.samples, stage, {
    changed: (change) => {
      const row = changeRow(change);
      rows.push(row);
      doing.line(changeLine(change, ascii), { type: 'change', ...row });
    },
    warned: (text) => doing.say(`warning: ${text}`),
  });
  const document = replayDocument(rows, final);
  const errors = unmet(options, final);
  for (const { message } of errors) if (doing.invocation.output === 'json') doing.say(message);
  const exit = errors.length === 0 ? EXIT.good : EXIT.unmet;
  return { exit, text: finalLine(final, ascii), data: document, document, errors };
}

/** The unit of the configuration file. Throws ProblemError with everything that is wrong with it. */
export async function configured(doing: Doing): Promise<UnitSpec> {
  const loaded = await readConfigFile(doing.invocation.config, process.env);
  if ('spec' in loaded) return loaded.spec;
  throw new ProblemError('config', loaded.problems.map(plainProblem));
}

/** An environment of a unit by name. */
export function environmentOf(spec: UnitSpec, name: string): EnvironmentSpec {
  const environment = Object.hasOwn(spec.environments, name) ? spec.environments[name] : undefined;
  if (environment !== undefined) return environment;
  const { code, message, remedy } = refuseUnknownEnvironment(name, spec);
  throw usage(code, message, remedy);
}

function stageOf(spec: UnitSpec, environment: string, number: number): ReplayedStage {
  const plan = judgedPlan(spec, environmentOf(spec, environment));
  const { stages } = plan.strategy;
  const stage = stages[number - 1];
  if (stage === undefined) {
    const message = `${environment} has no stage ${number}`;
    throw usage('stage-unknown', message, `Use one of: ${stages.map((_, index) => index + 1).join(', ')}`);
  }
  return { plan: judgePlanOf(plan, number - 1), weightShare: stage.weight / ALL };
}

/** `-` is what is piped in. */
async function* streamOf(samples: string): AsyncGenerator<Buffer> {
  try {
    yield* (
      samples === '-' ? process.stdin : createReadStream(samples, { highWaterMark: 1 << 18 })
    ) as AsyncIterable<Buffer>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const said = code === 'ENOENT' ? `there is no ${samples}` : `${samples} cannot be read: ${message}`;
    throw usage('samples-missing', said, 'Name a file of records: --samples FILE.ndjson', samples);
  }
}

function unmet({ expect, samples }: ReplayOptions, { verdict, at, reason }: Final) {
  if (expect === undefined || expect === verdict) return [];
  const message = `${samples}: expected ${expect}, got ${verdict} (${reason}) at ${at} s`;
  return [{ code: 'expectation-unmet', message, remedy: 'Look at the changes above, or change the gate' }];
}

const usage = (code: string, message: string, remedy: string, path?: string): ProblemError =>
  new ProblemError('usage', [{ code, message, remedy, ...(path === undefined ? {} : { path }) }]);
