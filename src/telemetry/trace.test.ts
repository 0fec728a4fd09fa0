import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../core/deployment/event.ts';
import { traceParent } from '../core/deployment/trace-context.ts';
import { minutes } from '../core/kernel/duration.ts';
import { toDeploymentEvent } from '../engine/encoding.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { aQuickUnit, engineBench } from '../testing/fakes/engine-bench.ts';
import { otlpOf } from './otlp.ts';
import { traceOf } from './trace.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function aTrace(rollBack: boolean) {
  const journal = new MemoryJournal();
  const bench = await engineBench(journal);
  const decisions: (readonly DeploymentEvent[])[] = [];
  journal.follow((entries) => {
    const own = entries.filter(({ stream }) => stream === 'deployment/dep_2').map(toDeploymentEvent);
    if (own.length > 0) decisions.push(own);
  });
  await bench.canary(aQuickUnit({ repo: 'acme/checkout' }));
  if (rollBack) await bench.life.say('dep_2', { type: 'RollbackDeployment', reason: 'users complain' });
  await bench.life.until('dep_2', rollBack ? 'rolled-back' : 'completed', minutes(10));
  await bench.end();
  const spans = traceOf(decisions, sha256) ?? [];
  return { spans, decisions };
}

let good: Awaited<ReturnType<typeof aTrace>>;
let bad: Awaited<ReturnType<typeof aTrace>>;
beforeAll(async () => {
  [good, bad] = [await aTrace(false), await aTrace(true)];
});

describe('the trace of a deployment', () => {
  it('is one root with a child for each effect, all within it', () => {
    const { spans } = good;

    const [root, ...children] = spans;
    expect(root).toMatchObject({
      parentSpanId: null,
      name: 'deploy checkout to production',
      problem: null,
      attributes: {
        'cicd.pipeline.run.id': 'dep_2',
        'cicd.pipeline.result': 'success',
        'deployment.status': 'succeeded',
        'deployment.environment.name': 'production',
        'vcs.repository.name': 'acme/checkout',
      },
    });
    expect(children.length).toBeGreaterThan(10);
    expect(new Set(children.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([root?.spanId]));
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    for (const { from, to } of children) {
      expect(from).toBeGreaterThanOrEqual(root?.from ?? 0);
      expect(to).toBeGreaterThanOrEqual(from);
      expect(to).toBeLessThanOrEqual(root?.to ?? 0);
    }
    expect(children.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['build-artifacts', 'run-check smoke', 'shift-traffic', 'watch', 'settle']),
    );
  });

  it('follows from the record: made again, its ids are the same', () => {
    const { spans, decisions } = good;

    expect(traceOf(decisions, sha256)).toEqual(spans);
  });

  it('is that of a failure where it went back', () => {
    const { spans } = bad;

    expect(spans[0]?.attributes).toMatchObject({
      'deployment.status': 'failed',
      'plimsoll.signal': 'ROLLBACK_TRIGGERED',
    });
    expect(spans[0]?.events.map(({ name }) => name)).toContain('RollbackStarted');
  });

  it('takes in what a check did: it is handed the span of its own effect', () => {
    const { spans } = good;
    const check = spans.find(({ name }) => name === 'run-check smoke');
    const effect = String(check?.attributes['cicd.pipeline.task.run.id']);

    const parent = traceParent((text) => `sha256:${sha256(text)}`, 'dep_2', effect);

    expect(parent).toBe(`00-${check?.traceId}-${check?.spanId}-01`);
    expect(parent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('is sent as OTLP’s JSON: ids in hexadecimal, moments in nanoseconds as text', () => {
    const { spans } = bad;

    const sent = JSON.parse(otlpOf(spans, '1.2.3'));

    const [first, second] = sent.resourceSpans[0].scopeSpans[0].spans;
    expect(sent.resourceSpans[0].resource.attributes).toContainEqual({
      key: 'service.name',
      value: { stringValue: 'plimsoll' },
    });
    expect(first).toMatchObject({ traceId: spans[0]?.traceId, startTimeUnixNano: `${spans[0]?.from}000000` });
    expect(first).not.toHaveProperty('parentSpanId');
    expect(second.parentSpanId).toBe(first.spanId);
  });
});
