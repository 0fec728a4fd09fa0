import { ProblemError } from '../../api/problem.ts';
import type { Warning } from '../../core/verdict/intake/intake-state.ts';
import { readRecord } from '../../core/verdict/intake/read-record.ts';
import {
  type Change,
  endReplay,
  type Final,
  type ReplayedStage,
  replayRecord,
  startReplay,
} from '../../core/verdict/replay/replay.ts';
import { notJson, notRecord } from './line-problem.ts';
import { eachLine } from './lines.ts';

/** What is told while a replay goes on. */
export interface Listener {
  changed(change: Change): void;
  /** Once each. */
  warned(text: string): void;
}

/** Plays the records of a stream against a stage, line by line, to the end of one of them. */
export async function play(
  stream: AsyncIterable<Buffer>,
  name: string,
  stage: ReplayedStage,
  listener: Listener,
): Promise<{ readonly final: Final; readonly lines: number }> {
  const state = startReplay(stage);
  let lines = 0;
  let saysUnknown = false;
  await eachLine(stream, name, (text, line) => {
    lines = line;
    const value = parsed(text, line, name);
    if (value === undefined) return true;
    const read = readRecord(value);
    if ('problem' in read) throw notRecord({ path: name, line, text }, read.problem);
    if (read.unknown.length > 0 && !saysUnknown) {
      saysUnknown = true;
      listener.warned(`${name}:${line}: ${read.unknown.join(', ')}: nobody knows this, it is ignored`);
    }
    for (const change of replayRecord(state, stage, read.record)) listener.changed(change);
    if (state.intake.known.length > MOST_SOURCES) throw tooManySources(name, line);
    return !state.over;
  });
  const { changes, final } = endReplay(state, stage);
  for (const change of changes) listener.changed(change);
  const { warnings, dropped } = state.intake;
  for (const warning of warnings) listener.warned(`${name}: ${warningText(warning)}`);
  if (dropped > 0) listener.warned(`${name}: ${dropped} records were too old to tell whether they came twice: dropped`);
  return { final, lines };
}

/** Of each source the newest keys are kept: a file that names a new one in every line would fill the memory. */
const MOST_SOURCES = 1_000;

const tooManySources = (path: string, line: number): ProblemError =>
  new ProblemError('usage', [
    {
      code: 'samples-sources',
      message: `more than ${MOST_SOURCES} sources`,
      remedy: 'Give each source one name, not each record',
      ...{ path, line, col: 1 },
    },
  ]);

/** The JSON of a line; undefined where the line is blank. */
function parsed(text: string, line: number, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const isBlank = text.trim() === '';
    if (isBlank) return undefined;
    throw notJson({ path, line, text });
  }
}

function warningText(warning: Warning): string {
  if (warning.kind === 'layout') {
    return `latencies of ${warning.track} come in buckets that do not go together: some could not be counted`;
  }
  const apart = Math.abs(warning.seconds).toFixed(1);
  return `the clock of ${warning.source} is ${apart} s ${warning.seconds > 0 ? 'behind' : 'ahead'}: its times order, they never time`;
}
