import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../engine/log.ts';
import { Notifying, type NotifyingParts } from '../engine/notifying/notifying.ts';
import { sendTest } from '../engine/notifying/send-test.ts';
import { openOutbox } from '../journal/outbox/sqlite-outbox.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { OutgoingMessages } from '../server/outgoing-messages.ts';
import { currentEntry } from './current-entries.ts';
import { notifierOf } from './notifiers.ts';
import { type TracedParts, tracerFrom } from './traces.ts';

/** What telling others stands on, beside its outbox. */
export type TellingParts = Pick<NotifyingParts, 'journal' | 'store' | 'clock' | 'page'> &
  TracedParts & { readonly root: string };

/** Tells others what happens, and says what became of each message. */
export interface Telling {
  readonly notifications: OutgoingMessages;
  readonly counted: () => ReturnType<Outbox['count']>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the outbox beside the journal. One that cannot be read is put aside: messages are lost, and no deployment is. */
export async function tellingOf(parts: TellingParts): Promise<Telling> {
  const { root, log } = parts;
  const outbox = opened(join(root, 'outbox', 'outbox.db'), log);
  const tracer = await tracerFrom(parts);
  const notifying = new Notifying({
    ...parts,
    ...{ outbox, notifierOf, current: currentEntry, traced: tracer !== null },
    ...(tracer === null ? {} : { tracer }),
  });
  return {
    notifications: {
      outbox,
      look: () => notifying.look(),
      test: (spec, notice, id) => sendTest({ ...parts, notifierOf }, spec, notice, id),
    },
    counted: () => outbox.count(),
    start: () => notifying.start(),
    stop: async () => {
      await notifying.stop();
      outbox.close();
    },
  };
}

function opened(file: string, log: Log): Outbox {
  try {
    return openOutbox(file);
  } catch (problem) {
    const aside = `${file}.unreadable`;
    log.error('the outbox cannot be read and is put aside; messages in it are not sent', {
      aside,
      problem: String(problem),
    });
    renameSync(file, aside);
    // Of the same database: they must not be taken for the new one's.
    for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    return openOutbox(file);
  }
}
