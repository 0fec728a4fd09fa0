import { setImmediate as turn } from 'node:timers/promises';
import { sseParser } from '../../../api/sse-parser.ts';
import { EVERYTHING } from '../../../api/stream-filter.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Journal } from '../../../ports/journal.ts';
import { EventStreams, type StreamWish } from '../event-streams.ts';
import { STREAM_LIMITS, type StreamLimits } from '../limits.ts';
import type { Pipe } from '../pipe.ts';

/** A reader that takes what it is sent when the test lets it: at once, or when it is told to. */
export function aPipe({ takes = true } = {}) {
  const parser = sseParser();
  let held = '';
  let drain: () => void = () => undefined;
  const gone: (() => void)[] = [];
  const here = { messages: [] as { id: string; type: string; data: unknown }[], isEnded: false, takes };
  const taken = (text: string): void => {
    for (const { id, type, data } of parser.push(text)) here.messages.push({ id, type, data: JSON.parse(data) });
  };
  const pipe: Pipe = {
    write: (bytes) => {
      if (here.takes) taken(bytes.toString());
      else held += bytes.toString();
    },
    get waiting() {
      return held.length;
    },
    drained: () => (held === '' ? Promise.resolve() : new Promise((resolve) => (drain = resolve))),
    end: (last) => {
      here.isEnded = true;
      pipe.write(last);
    },
    whenGone: (listener) => void gone.push(listener),
  };
  return {
    pipe,
    parser,
    here,
    /** The network takes what waits. */
    take: () => {
      const text = held;
      held = '';
      taken(text);
      drain();
    },
    leave: () => {
      for (const listener of gone.splice(0)) listener();
    },
    types: () => here.messages.map(({ type }) => type),
    ids: () => here.messages.filter(({ type }) => /^[A-Z]/.test(type)).map(({ id }) => Number(id)),
  };
}

/** The record that the streams of a bench are of. */
export const RECORD = { controlPlaneId: 'cp_test', epoch: 3 };

/** No deployment is folded here: where an event belongs is asked of the store, and it answers for all. */
const store = {
  deployment: (id: string) =>
    ({
      state: { opening: { spec: { name: id === 'dep_2' ? 'search' : 'checkout' }, environment: 'production' } },
    }) as never,
  setAside: () => undefined,
};

/** Streams over a journal that a test writes to. */
export interface StreamBench {
  readonly journal: Journal;
  readonly streams: EventStreams;
  /** Begins anew with other limits. */
  begin(limits: Partial<StreamLimits>): Promise<void>;
  /** Records an event and lets everybody be told; returns its position. */
  happens(type: string, stream?: string, text?: string): Promise<number>;
  /** Somebody reads: Ada, everything, from now on, unless said otherwise. */
  reading(changes?: Partial<StreamWish>, pipe?: ReturnType<typeof aPipe>): ReturnType<typeof aPipe>;
  /** The control plane ends. */
  end(): void;
}

/** Makes one that nobody reads yet. */
export async function streamBench(journal: Journal, clock: Clock): Promise<StreamBench> {
  const ending = new AbortController();
  const parts = { journal, store, clock, record: RECORD, ending: ending.signal };
  let streams = await EventStreams.start(parts, STREAM_LIMITS);
  return {
    journal,
    get streams() {
      return streams;
    },
    begin: async (limits) => {
      streams = await EventStreams.start(parts, { ...STREAM_LIMITS, ...limits });
    },
    happens: async (type, stream = 'deployment/dep_1', text = '') => {
      const { entries } = await journal.append({
        writes: [{ stream, expectedVersion: 'any', entries: [{ type, schema: 1, body: { text } }] }],
        ...{ requestId: `${stream}/${type}/${(await journal.head()).seq}`, epoch: 1, at: clock.wall(), steady: 0 },
        ...{ principal: { kind: 'system', name: 'engine' }, proof: 'none' },
      });
      await turn();
      return entries[0]?.seq ?? 0;
    },
    reading: (changes = {}, pipe = aPipe()) => {
      const wish = { principal: 'person:ada', filter: EVERYTHING, after: null, sees: () => true, mayNot: () => null };
      streams.serve(pipe.pipe, { ...wish, ...changes });
      return pipe;
    },
    end: () => ending.abort(),
  };
}

/** Whoever reads has been sent what there was. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await turn();
}
