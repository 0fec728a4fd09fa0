import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { minutes } from '../core/kernel/duration.ts';
import { messagesOf, TRACER } from '../engine/notifying/messages.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { engineBench } from '../testing/fakes/engine-bench.ts';
import { decisionsIn } from './decisions-in.ts';
import { traceOf } from './trace.ts';
import { tracerOf } from './tracer.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const current = <Entry>(entry: Entry): Entry => entry;

/** The record of a deployment, and the names and ids of the spans that each message of it sends. */
async function told(rollBack: boolean) {
  const journal = new MemoryJournal();
  const bench = await engineBench(journal);
  await bench.canary();
  if (rollBack) await bench.life.say('dep_2', { type: 'RollbackDeployment', reason: 'users complain' });
  await bench.life.until('dep_2', rollBack ? 'rolled-back' : 'completed', minutes(10));
  await bench.end();
  const record = await journal.read('deployment/dep_2');
  const posts: { readonly kind: string; readonly spans: readonly { spanId: string; name: string }[] }[] = [];
  let kind = '';
  const post = async (body: string): Promise<void> =>
    void posts.push({ kind, spans: JSON.parse(body).resourceSpans[0].scopeSpans[0].spans });
  const tracer = tracerOf({ journal, current, sha256, version: '1.2.3', post });
  const send = async (): Promise<void> => {
    for (const entry of record) {
      for (const { notifier, notice } of await messagesOf(entry, journal, { current, traced: true })) {
        expect(notifier).toBe(TRACER);
        kind = notice.kind;
        const rest = { memo: null, page: '', at: 0, signal: new AbortController().signal };
        await tracer.send(notice, { id: 'x', ...rest });
      }
    }
  };
  await send();
  return { record, posts, send };
}

describe('the trace of a deployment', () => {
  it('is sent as it comes about: each span once, the root at the end', async () => {
    const { record, posts } = await told(false);

    const ids = posts.flatMap(({ spans }) => spans.map(({ spanId }) => spanId));
    const decisions = decisionsIn(record, current).map((each) => each.map(({ event }) => event));
    const whole = traceOf(decisions, sha256);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set(whole?.map(({ spanId }) => spanId)));
    expect(posts.at(-1)?.kind).toBe('deployment.completed');
    expect(posts.at(-1)?.spans[0]?.name).toBe('deploy checkout to production');
    expect(posts.slice(0, -1).flatMap(({ spans }) => spans)).not.toEqual([]);
  });

  it('has no root before it is over', async () => {
    const { posts } = await told(true);

    const names = posts.flatMap(({ spans }) => spans.map(({ name }) => name));
    expect(names.length).toBeGreaterThan(0);
    expect(names).not.toContain('deploy checkout to production');
  });

  it('is the same when it is sent again', async () => {
    const { posts, send } = await told(false);
    const first = structuredClone(posts);

    await send();

    expect(posts.slice(first.length)).toEqual(first);
  });
});
