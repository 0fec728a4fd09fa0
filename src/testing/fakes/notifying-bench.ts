import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QUIET } from '../../core/notice/kind.ts';
import type { NotifierSpec } from '../../core/unit/notifier.ts';
import { Notifying } from '../../engine/notifying/notifying.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Notifier, Sending } from '../../ports/notifier.ts';
import type { Outbox } from '../../ports/outbox.ts';
import { type EngineBench, engineBench } from './engine-bench.ts';

/** A receiver that is sent events: what nobody has to ask for, unless a test says what. */
export const aWebhook = (url: string, on: readonly string[] = QUIET): NotifierSpec => ({
  ...{ to: 'webhook', url, format: 'cloudevents', mode: 'structured', on },
  key: { from: 'env', name: 'KEY' },
});

/** What a receiver does with a message: takes it and may give something to be remembered, or rejects. */
export type Receiver = (id: string, sending: Sending) => Promise<string | null>;

/** A receiver that takes everything. */
export const takes: Receiver = async () => null;

/** A control plane in virtual time that tells receivers of what it does. */
export interface NotifyingBench {
  readonly bench: EngineBench;
  readonly outbox: Outbox;
  /** The address and id of each message that was sent, in order. */
  readonly told: readonly string[];
  /** What was logged as wrong. */
  readonly problems: readonly string[];
  /** Who does what with messages, by address; whoever is not named takes them. */
  readonly receivers: Record<string, Receiver>;
  /** Begins to tell. */
  begin(): Promise<Notifying>;
  /** Opens the outbox anew, as a process does that begins after a crash. */
  reopen(): void;
  /** The kinds of the messages that an address was sent. */
  kindsTold(url: string): readonly string[];
  end(): Promise<void>;
}

/** Makes one over a journal, with an outbox in a file; nothing is told before it begins. */
export async function notifyingBench(journal: Journal, open: (file: string) => Outbox): Promise<NotifyingBench> {
  const bench = await engineBench(journal);
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-notifying-'));
  const file = join(folder, 'outbox.db');
  const told: string[] = [];
  const problems: string[] = [];
  const receivers: Record<string, Receiver> = {};
  let outbox = open(file);
  let notifying: Notifying | undefined;

  const notifierOf = (spec: NotifierSpec): Notifier => ({
    send: async (_, sending) => {
      const { url } = spec as { url: string };
      told.push(`${url} ${sending.id}`);
      return { memo: await (receivers[url] ?? takes)(sending.id, sending) };
    },
  });
  const note = (text: string): void => void problems.push(text);

  return {
    ...{ bench, told, problems, receivers },
    get outbox() {
      return outbox;
    },
    begin: async () => {
      notifying = new Notifying({
        ...{ journal, outbox, clock: bench.clock, notifierOf, traced: false },
        store: {
          deployment: (id) => ({ state: bench.life.deployment(id), version: 0, lastAt: 0 }),
          setAside: () => undefined,
        },
        log: { info: () => undefined, warn: note, error: note },
        current: (entry) => entry,
        page: () => 'http://localhost:7311',
      });
      await notifying.start();
      return notifying;
    },
    reopen: () => {
      outbox.close();
      outbox = open(file);
    },
    kindsTold: (url) => told.filter((one) => one.startsWith(`${url} `)).map((one) => kindIn(one.slice(url.length + 1))),
    end: async () => {
      await notifying?.stop();
      await bench.end();
      outbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const kindIn = (id: string): string => id.split('.').slice(2, -1).join('.');
