import { constants } from 'node:fs';
import { access, open, readdir } from 'node:fs/promises';
import { connect } from 'node:net';

/** One thing of a control plane that agents must not reach. */
export interface Target {
  readonly kind: 'folder' | 'file' | 'socket' | 'program';
  readonly path: string;
}

/** What came of trying it. */
export interface Tried extends Target {
  /** How it was reached; null where it was refused. */
  readonly reached: string | null;
}

/** Tries to read, write or call each thing with the rights that this process has. Nothing is changed by it. */
export const reach = (targets: readonly Target[]): Promise<readonly Tried[]> =>
  Promise.all(targets.map(async (target) => ({ ...target, reached: await tryOne(target) })));

async function tryOne({ kind, path }: Target): Promise<string | null> {
  switch (kind) {
    case 'folder':
      return (await succeeds(readdir(path))) ? 'listed' : (await mayWrite(path)) ? 'written to' : null;
    case 'file':
      return (await opens(path, constants.O_RDONLY))
        ? 'read'
        : (await opens(path, constants.O_WRONLY))
          ? 'written'
          : null;
    case 'program':
      // To run it is what it is for; to change it would be to run something else.
      return (await opens(path, constants.O_WRONLY)) ? 'changed' : null;
    case 'socket':
      return (await answers(path)) ? 'called' : null;
  }
}

const succeeds = (attempt: Promise<unknown>): Promise<boolean> =>
  attempt.then(
    () => true,
    () => false,
  );

const mayWrite = (path: string): Promise<boolean> => succeeds(access(path, constants.W_OK));

async function opens(path: string, flags: number): Promise<boolean> {
  try {
    // Opened and closed: not a byte is read, and nothing is truncated.
    await (await open(path, flags | constants.O_NONBLOCK)).close();
    return true;
  } catch {
    return false;
  }
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    const settle = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
