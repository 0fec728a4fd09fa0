import type { ControlPlane, EventLine } from '../../api/control-plane.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { Doing } from '../command.ts';
import { type Followed, type Following, follow } from '../follow.ts';
import { Groups } from '../github/groups.ts';
import { isOnGithub } from '../github/workflow-command.ts';
import { PlainView } from './plain-view.ts';

/** How it is told. */
export interface Telling {
  readonly zone: string;
  /** False: the events are followed, and only machines are told of them. */
  readonly areLinesWanted: boolean;
}

/** Follows a deployment line by line: for pipes, logs and agents. Nothing is moved, coloured or asked. */
export async function watchPlain(
  doing: Doing,
  plane: ControlPlane,
  id: string,
  how: Omit<Following, 'onEvents' | 'leaving' | 'patience'>,
  reconnect: () => Promise<ControlPlane>,
  { zone, areLinesWanted }: Telling,
): Promise<Followed> {
  const plain = new PlainView(zone);
  const groups = isOnGithub(process.env) ? new Groups() : null;
  const print = (lines: readonly string[]): void => {
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  };
  const onEvents = (events: readonly EventLine[], view: DeploymentView): void => {
    if (doing.invocation.output === 'ndjson') for (const event of events) doing.line('', event);
    if (!areLinesWanted || doing.invocation.quiet) return;
    for (const line of plain.lines(events, view, performance.now())) print(groups?.lines(line) ?? [line.text]);
  };
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  process.once('SIGINT', leave);
  const patience = (): number => Math.ceil(plain.untilHeartbeat(performance.now()) / 1_000);
  try {
    return await follow(plane, id, { ...how, onEvents, leaving: leaving.signal, patience }, reconnect);
  } finally {
    process.off('SIGINT', leave);
    print(groups?.end() ?? []);
  }
}
