import { afterEach, describe, expect, it } from 'vitest';
import { seconds } from '../core/kernel/duration.ts';
import { NOON } from '../testing/builders.ts';
import { virtualClock } from '../testing/virtual-clock.ts';
import { eventStream, type News, type OpenLine } from './event-stream.ts';
import { ProblemError } from './problem.ts';
import { EVERYTHING } from './stream-filter.ts';

/** What one line does, one after the other: text that comes, `silence`, or an error that breaks it. It is closed at its end. */
type Line = { readonly status?: number; readonly does: readonly (string | 'silence' | Error)[] };

const over: AbortController[] = [];
afterEach(() => {
  for (const one of over.splice(0)) one.abort();
});

/** A stream over lines that are opened one after the other; the last stays open and silent. */
function following(lines: readonly (Line | Error)[], after: number | null = null) {
  const clock = virtualClock(NOON);
  const signal = new AbortController();
  over.push(signal);
  const asked: { path: string; headers: Readonly<Record<string, string>> }[] = [];
  const rest = [...lines];
  const open: OpenLine = async (path, headers, lineOver) => {
    asked.push({ path, headers });
    const line = rest.shift() ?? { does: ['silence'] };
    if (line instanceof Error) throw line;
    return { status: line.status ?? 200, text: textOf(line, lineOver) };
  };
  async function* textOf({ does }: Line, lineOver: AbortSignal): AsyncGenerator<string> {
    for (const one of does) {
      if (one instanceof Error) throw one;
      if (one === 'silence')
        await new Promise((_, reject) => lineOver.addEventListener('abort', () => reject(lineOver.reason)));
      else yield one;
    }
  }
  const wait = (milliseconds: number, until: AbortSignal): Promise<void> => clock.wait(milliseconds, until);
  const stream = eventStream(open, { filter: EVERYTHING, after, signal: signal.signal, wait });
  const heard: News[] = [];
  const ended = (async () => {
    for await (const news of stream) heard.push(news);
  })();
  ended.catch(() => undefined);
  return { clock, signal, asked, heard, ended };
}

const message = (type: string, seq: number | null, data: object): string =>
  `${seq === null ? '' : `id: ${seq}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
const event = (seq: number): string => message('StageAdvanced', seq, { seq, type: 'StageAdvanced' });

describe('a stream that is kept open', () => {
  it('gives events, heartbeats and gaps, each as its own kind', async () => {
    const { heard, clock, asked } = following([
      {
        does: [
          message('connected', null, { seq: 1 }),
          event(2),
          message('heartbeat', 9, { seq: 9, time: 'now' }),
          message('gap', 20, { after: 9, next: 20 }),
          'silence',
        ],
      },
    ]);
    await clock.advance(seconds(0));

    expect(heard).toEqual([
      { kind: 'connected', sign: { seq: 1 } },
      { kind: 'event', event: { seq: 2, type: 'StageAdvanced' } },
      { kind: 'heartbeat', seq: 9, time: 'now' },
      { kind: 'gap', gap: { after: 9, next: 20 } },
    ]);
    expect(asked).toEqual([{ path: '/api/v1/events', headers: { accept: 'text/event-stream' } }]);
  });

  it('says that a line is lost, and goes on behind the last event when the server said to come again', async () => {
    const { heard, clock, asked } = following(
      [{ does: ['retry: 500\n\n', event(7)] }, { does: [event(8), 'silence'] }],
      5,
    );
    await clock.advance(seconds(0));
    expect(heard.at(-1)).toEqual({ kind: 'lost', why: 'the line was closed', retryIn: 500 });
    await clock.advance(seconds(1));

    expect(asked.map(({ headers }) => headers['last-event-id'])).toEqual(['5', '7']);
    expect(heard.filter(({ kind }) => kind === 'event')).toHaveLength(2);
  });

  it('takes up where it was cut for reading too slowly, and says so', async () => {
    const { heard, clock, asked } = following([{ does: [event(7), message('cut', null, { after: 7, next: 30 })] }]);
    await clock.advance(seconds(3));

    expect(heard.at(-1)).toMatchObject({ kind: 'lost', why: 'it was read too slowly, up to 7' });
    expect(asked[1]?.headers['last-event-id']).toBe('7');
  });

  it('holds a line for lost on which nothing was heard for two heartbeats and a half', async () => {
    const { heard, clock } = following([{ does: [event(1), 'silence'] }]);
    await clock.advance(seconds(37));
    expect(heard).toHaveLength(1);
    await clock.advance(seconds(1));

    expect(heard[1]).toMatchObject({ kind: 'lost', why: 'nothing was heard any longer' });
  });

  it('comes again later and later while nobody answers, and every thirty seconds at last', async () => {
    const { heard, clock } = following(Array.from({ length: 7 }, () => new Error('refused')));
    for (let n = 0; n < 200; n += 1) await clock.advance(seconds(1));

    expect(heard.map((news) => (news.kind === 'lost' ? news.retryIn : news.kind))).toEqual(
      [...[2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000], expect.anything()].slice(0, heard.length),
    );
    expect(heard.length).toBeGreaterThanOrEqual(7);
  });

  it('throws what another try would not mend, and tries again where all places are taken', async () => {
    const no = (status: number, kind: string, code: string): Line => ({
      status,
      does: [JSON.stringify({ kind, problems: [{ code, message: code, remedy: 'x' }] })],
    });
    const refused = following([no(401, 'not-signed-in', 'token-revoked')]);
    await expect(refused.ended).rejects.toThrow(ProblemError);
    expect(refused.heard).toEqual([]);

    const full = following([no(503, 'unavailable', 'streams-spent')]);
    await full.clock.advance(seconds(0));
    expect(full.heard).toEqual([{ kind: 'lost', why: 'streams-spent', retryIn: 2_000 }]);
  });

  it('ends with its signal, and leaves no line behind', async () => {
    const { signal, ended, clock } = following([{ does: [event(1), 'silence'] }]);
    await clock.advance(seconds(1));
    signal.abort();

    await expect(ended).resolves.toBeUndefined();
  });
});
