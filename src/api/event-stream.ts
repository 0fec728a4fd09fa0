import { problemFrom } from './client.ts';
import { ProblemError } from './problem.ts';
import { sseParser } from './sse-parser.ts';
import { filterText, type StreamFilter } from './stream-filter.ts';
import type { Gap, StreamedEvent, StreamSigns } from './streamed.ts';

/** A line to the control plane over which text comes as it is sent. Rejects when nobody answers or `signal` is aborted. */
export type OpenLine = (
  path: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<{ readonly status: number; readonly text: AsyncIterable<string> }>;

/** What comes out of a stream that is kept open over lost lines and restarts. */
export type News =
  | { readonly kind: 'event'; readonly event: StreamedEvent }
  /** The line is up; `seq` is where it begins. Another record than before means: fetch everything anew. */
  | { readonly kind: 'connected'; readonly sign: StreamSigns['connected'] }
  | { readonly kind: 'heartbeat'; readonly seq: number; readonly time: string }
  /** Events were left out: fetch a snapshot anew. */
  | { readonly kind: 'gap'; readonly gap: Gap }
  /** The line is lost, and tried again after so many milliseconds. What is shown is the last that is known. */
  | { readonly kind: 'lost'; readonly why: string; readonly retryIn: number };

/** Which stream is kept open. */
export interface StreamRequest {
  readonly filter: StreamFilter;
  /** The position of the snapshot that is shown (`plimsoll-seq` of its answer); null begins now. */
  readonly after: number | null;
  readonly signal: AbortSignal;
  /** Waits, on whatever clock there is; may reject when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const FIRST_RETRY = 2_000;
const LONGEST_RETRY = 30_000;
/** A line that is silent for two heartbeats and a half is lost, whatever the network believes. */
const SILENT_FOR = 37_500;

/**
 * Events as they happen, until the signal is aborted. A lost line is opened again behind the last event, so that none is missed
 * and none comes twice. Throws a ProblemError for what another try would not mend.
 */
export async function* eventStream(
  open: OpenLine,
  { filter, after, signal, wait }: StreamRequest,
): AsyncGenerator<News> {
  let position = after;
  let retry = FIRST_RETRY;
  for (let failed = 0; !signal.aborted; failed += 1) {
    const line = oneLine(open, pathOf(filter, position), position, { signal, wait });
    let why = 'the line was closed';
    try {
      for (;;) {
        const { value, done } = await line.next();
        if (done === true) break;
        retry = value.retry ?? retry;
        position = value.position ?? position;
        if (value.news !== null) {
          failed = 0;
          yield value.news;
        }
        if (value.ended !== null) why = value.ended;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ProblemError && error.kind !== 'unavailable') throw error;
      why = error instanceof Error ? error.message : String(error);
    } finally {
      await line.return(undefined);
    }
    if (signal.aborted) return;
    const retryIn = Math.min(LONGEST_RETRY, retry * 2 ** Math.min(failed, 8));
    yield { kind: 'lost', why, retryIn };
    await wait(retryIn, signal).catch(() => undefined);
  }
}

interface Step {
  readonly news: News | null;
  readonly position: number | null;
  readonly retry: number | null;
  readonly ended: string | null;
}

/** One line, from its opening to its end. */
async function* oneLine(
  open: OpenLine,
  path: string,
  position: number | null,
  { signal, wait }: Pick<StreamRequest, 'signal' | 'wait'>,
): AsyncGenerator<Step, undefined> {
  const over = new AbortController();
  const give = (): void => over.abort();
  signal.addEventListener('abort', give, { once: true });
  try {
    const place = position === null ? {} : { 'last-event-id': String(position) };
    const opened = await heard(open(path, { accept: 'text/event-stream', ...place }, over.signal), wait);
    if (opened === 'silence') throw new Error('nobody answered');
    const { status, text } = opened;
    const pieces = text[Symbol.asyncIterator]();
    if (status !== 200) throw problemFrom(status, await wholeOf(pieces));
    const parser = sseParser();
    for (;;) {
      const piece = await heard(pieces.next(), wait);
      if (piece === 'silence') throw new Error('nothing was heard any longer');
      if (piece.done === true) return;
      for (const { id, type, data } of parser.push(piece.value)) {
        yield { ...readMessage(type, JSON.parse(data)), position: id === '' ? null : Number(id), retry: parser.retry };
      }
    }
  } finally {
    signal.removeEventListener('abort', give);
    over.abort();
  }
}

async function heard<T>(next: Promise<T>, wait: StreamRequest['wait']): Promise<T | 'silence'> {
  const enough = new AbortController();
  const silence = wait(SILENT_FOR, enough.signal).then(
    () => 'silence' as const,
    () => next,
  );
  try {
    return await Promise.race([next, silence]);
  } finally {
    // Whoever loses this race must not be heard of again.
    next.catch(() => undefined);
    silence.catch(() => undefined);
    enough.abort();
  }
}

function readMessage(type: string, value: unknown): Pick<Step, 'news' | 'ended'> {
  const told = (news: News): Pick<Step, 'news' | 'ended'> => ({ news, ended: null });
  switch (type) {
    case 'connected':
      return told({ kind: 'connected', sign: value as StreamSigns['connected'] });
    case 'heartbeat':
      return told({ kind: 'heartbeat', ...(value as StreamSigns['heartbeat']) });
    case 'gap':
      return told({ kind: 'gap', gap: value as Gap });
    case 'cut':
      return { news: null, ended: `it was read too slowly, up to ${(value as Gap).after}` };
    case 'end':
      return { news: null, ended: (value as StreamSigns['end']).code };
    default:
      return told({ kind: 'event', event: value as StreamedEvent });
  }
}

async function wholeOf(pieces: AsyncIterator<string>): Promise<unknown> {
  let text = '';
  for (let piece = await pieces.next(); piece.done !== true; piece = await pieces.next()) text += piece.value;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pathOf(filter: StreamFilter, position: number | null): string {
  const wanted = filterText(filter);
  const asked = [
    ...(position === null ? [] : [`after=${position}`]),
    ...(wanted === '' ? [] : [`filter=${encodeURIComponent(wanted)}`]),
  ];
  return `/api/v1/events${asked.length === 0 ? '' : `?${asked.join('&')}`}`;
}
