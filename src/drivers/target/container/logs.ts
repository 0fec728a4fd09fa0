import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Track } from '../../../core/unit/environment.ts';
import { writeAtomically } from '../../shared/atomic-file.ts';
import type { EffectLedger } from '../../shared/effect-ledger.ts';
import type { RecordFiles } from '../../shared/instances/record-files.ts';
import { trackReader } from '../../shared/instances/tracks.ts';
import { hideSecrets } from '../../shared/known-secrets.ts';
import { printable } from '../../shared/printable.ts';
import { output } from './containers.ts';
import type { Engine } from './engine.ts';
import type { FindEngine } from './find-engine.ts';
import type { InstanceRecord } from './instance-record.ts';

/** A line and when it was printed, as the engine says. */
export interface LogLine {
  readonly at: string;
  readonly text: string;
}

/** What instances printed: the engine has it while their container is there, and we what was printed last before it went. */
export interface InstanceLogs {
  /** Keeps the end of a container's output, because the container is about to go. */
  keep(engine: Engine, id: string, signal: AbortSignal): Promise<void>;
  linesOf(engine: Engine, id: string, lines: number, signal: AbortSignal): Promise<readonly LogLine[]>;
  /** Only what was kept. */
  kept(id: string): Promise<readonly LogLine[]>;
}

const KEPT_LINES = 500;

/** Keeps the ends of logs in a folder. */
export function instanceLogs({ logOf }: Pick<RecordFiles<InstanceRecord>, 'logOf'>): InstanceLogs {
  const kept = async (id: string): Promise<readonly LogLine[]> =>
    (await readFile(logOf(id), 'utf8').catch(() => ''))
      .split('\n')
      .filter((line) => line !== '')
      .map(lineOf);
  const linesOf: InstanceLogs['linesOf'] = async (engine, id, lines, signal) =>
    [...(await kept(id)), ...(await output(engine, id, lines, signal)).map(lineOf)].slice(-lines);
  return {
    kept,
    linesOf,
    keep: async (engine, id, signal) => {
      const lines = await linesOf(engine, id, KEPT_LINES, signal);
      await mkdir(join(logOf(id), '..'), { recursive: true, mode: 0o700 });
      await writeAtomically(logOf(id), lines.map(({ at, text }) => `${at} ${text}\n`).join(''));
    },
  };
}

function lineOf(line: string): LogLine {
  const [, at = '', text = line] = /^(\d{4}-\d\d-\d\dT\S+) ?(.*)$/.exec(line) ?? [];
  return { at, text: printable(hideSecrets(text)) };
}

/** What reading logs of a target needs. */
export interface LogParts {
  readonly records: RecordFiles<InstanceRecord>;
  readonly ledger: EffectLedger;
  readonly logs: InstanceLogs;
  readonly engineOf: FindEngine;
}

/** The last log lines of a track's or release's instances, in the order of their time; where none runs, of the one that ended last. */
export async function logTail(
  { records, ledger, logs, engineOf }: LogParts,
  track: Track,
  lines: number,
  releaseId?: string,
): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const trackOf = await trackReader(ledger);
  const isMeant = (record: InstanceRecord): boolean =>
    releaseId === undefined ? trackOf(record) === track : record.releaseId === releaseId;
  const running = (await records.list()).filter(isMeant);
  const ended = (await records.ended()).filter(isMeant).slice(-1);
  const found = await Promise.all(
    running.length > 0
      ? running.map(async ({ id, engine }) => logs.linesOf(await engineOf(engine, signal), id, lines, signal))
      : ended.map(({ id }) => logs.kept(id)),
  );
  return found
    .flat()
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
    .slice(-lines)
    .map(({ text }) => text);
}
