import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { traceParent } from '../../core/deployment/trace-context.ts';
import { minutes } from '../../core/kernel/duration.ts';
import { MemoryJournal } from '../../journal/memory/memory-journal.ts';
import type { CheckRequest } from '../../ports/check-runner.ts';
import { engineBench } from '../../testing/fakes/engine-bench.ts';

it('a check is told where the unit answers and whose trace it belongs to, and nothing of the control plane', async () => {
  const bench = await engineBench(new MemoryJournal());
  const asked: CheckRequest[] = [];
  bench.machine.checks = (request) => {
    asked.push(request);
    return true;
  };

  await bench.life.open('dep_1', '1');
  await bench.life.until('dep_1', 'awaiting-approval', minutes(5));
  await bench.end();

  const smoke = asked.find(({ kind }) => kind === 'smoke');
  const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const effects = ['deploying-to-staging', 'validating'].map((phase) => `dep_1/${phase}/smoke/1`);
  expect(Object.keys(smoke?.env ?? {}).filter((name) => !name.startsWith('PLIMSOLL_'))).toEqual(['TRACEPARENT']);
  expect(effects.map((effect) => traceParent(sha256, 'dep_1', effect))).toContain(smoke?.env.TRACEPARENT);
});
