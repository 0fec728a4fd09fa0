import { setTimeout as pause } from 'node:timers/promises';
import type { LogsRequest } from '../../api/logs.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { leavingOf, unlessLeft } from '../leaving.ts';
import { nextFor, type Outcome } from '../outcome.ts';
import { freshLines } from './fresh-lines.ts';

const LOOK_EVERY = 1_000;
/** A control plane that restarts is waited for this long, in milliseconds. */
const AWAY_LIMIT = 30_000;
/** Looked at each time, so that what is written between two looks is not missed. */
const WINDOW = 1_000;

/** Prints what a deployment's checks and instances print, as they do, until it is over or somebody leaves. */
export async function followLogs(doing: Doing, id: string, asked: LogsRequest): Promise<Outcome> {
  const leaving = leavingOf(doing.invocation.timeout);
  const seen = new Map<string, readonly string[]>();
  let plane = await doing.plane();
  let view = await plane.get(id);
  let last = '';
  let lastContact = performance.now();
  try {
    while (!leaving.signal.aborted) {
      try {
        // Asked for first: what was printed before the end is then in the logs that follow.
        view = await unlessLeft(plane.get(id), leaving.signal);
        const { parts } = await unlessLeft(plane.logs(id, { ...asked, lines: WINDOW }), leaving.signal);
        lastContact = performance.now();
        for (const { name, lines } of parts) {
          const before = seen.get(name);
          const fresh = before === undefined ? lines.slice(-asked.lines) : freshLines(before, lines);
          seen.set(name, lines);
          if (fresh.length === 0) continue;
          if (last !== name && doing.invocation.output === 'text') doing.line(`== ${name}`, {});
          last = name;
          for (const line of fresh) doing.line(line, { type: 'log', of: name, line });
        }
        if (view.over) return { exit: EXIT.good, text: '', data: {}, view, next: nextFor(view) };
        await unlessLeft(pause(LOOK_EVERY), leaving.signal);
      } catch (error) {
        if (leaving.signal.aborted) break;
        const isAway = error instanceof ProblemError && error.kind === 'unavailable';
        if (!isAway || performance.now() - lastContact > AWAY_LIMIT) throw error;
        await pause(LOOK_EVERY);
        plane = (await doing.runningPlane()) ?? plane;
      }
    }
    const exit = Number(leaving.signal.reason);
    const [code, message] = exit === EXIT.timeout ? ['timeout', 'Left after --timeout'] : ['left', 'Left with Ctrl-C'];
    const errors = exit === EXIT.good ? [] : [{ code, message, remedy: `Look again: plimsoll logs ${id} --follow` }];
    return { exit, text: '', data: {}, view, errors };
  } finally {
    leaving.end();
  }
}
