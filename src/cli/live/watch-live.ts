import type { ControlPlane, PlainRequest } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import { type Followed, type Following, follow } from '../follow.ts';
import type { Look } from '../render/look.ts';
import { listenToKeys, suspend } from './keyboard.ts';
import type { Wish } from './keys.ts';
import { LiveView, type Ticking } from './live-view.ts';
import type { Terminal } from './screen.ts';

/** A look at the deployment at least this often, in seconds: its numbers change between events. */
const LOOK_EVERY = 1;

const ticking: Ticking = {
  now: () => performance.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Follows a deployment in a live view at this process's terminal. Leaving it stops nothing but the view. */
export async function watchLive(
  plane: ControlPlane,
  id: string,
  how: Omit<Following, 'onEvents' | 'leaving' | 'patience'>,
  look: Look,
  reconnect: () => Promise<ControlPlane>,
): Promise<Followed> {
  const { stdin, stdout } = process;
  const leaving = new AbortController();
  const hasKeys = stdin.isTTY === true;
  let silenceKeys = (): void => undefined;
  const terminal: Terminal = {
    write: (text) => void stdout.write(text),
    size: () => ({ columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 }),
  };
  const act = async ({ act: kind, reason }: Extract<Wish, { kind: 'act' }>): Promise<void> => {
    try {
      await (await reconnect()).ask(id, { kind, reason } satisfies PlainRequest);
      view.say(kind === 'hold' ? `held: ${reason}` : `rolling back: ${reason}`, true);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const [first] = error.problems;
      view.say(`${first?.message ?? error.message}. ${first?.remedy ?? ''}`, false);
    }
  };
  const listen = (): void => {
    if (hasKeys) silenceKeys = listenToKeys(stdin, (keys) => view.type(keys));
  };
  const onWish = (wish: NonNullable<Wish>): void => {
    if (wish.kind === 'leave') leaving.abort();
    else if (wish.kind === 'act') void act(wish);
    else suspend(away, listen);
  };
  const away = (): void => {
    silenceKeys();
    view.pause();
  };
  const view = new LiveView({ look, terminal, ticking, hasKeys, onWish });
  const leave = (): void => leaving.abort();
  const resized = (): void => view.resized();
  // Whatever ends this process, the terminal shows its cursor and what is typed again.
  const restore = (): void => away();
  process.on('SIGINT', leave).on('SIGTERM', leave).on('exit', restore);
  stdout.on('resize', resized);
  listen();
  try {
    const onEvents: Following['onEvents'] = (events, present) => view.take(events, present);
    return await follow(
      plane,
      id,
      { ...how, onEvents, leaving: leaving.signal, patience: () => LOOK_EVERY },
      reconnect,
    );
  } finally {
    silenceKeys();
    view.end();
    process.off('SIGINT', leave).off('SIGTERM', leave).off('exit', restore);
    stdout.off('resize', resized);
  }
}
