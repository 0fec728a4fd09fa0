import { describe, expect, it } from 'vitest';
import { weight } from '../../core/kernel/weight.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { trafficRouterConformance } from '../conformance/traffic-router.ts';
import { anEffect } from '../conformance/workspace.ts';
import { memoryTrafficRouter } from './memory-traffic-router.ts';

trafficRouterConformance('memory', async () => {
  const router = memoryTrafficRouter();
  return {
    make: () => router,
    member: async (id) => ({ id, address: `http://127.0.0.1/${id}` }),
    send: async (count) =>
      Array.from({ length: count }, () => {
        const request = router.begin();
        request?.finish();
        return request?.member;
      }),
    begin: async () => {
      const request = router.begin();
      if (request === undefined) throw new Error('nobody answers');
      return {
        member: request.member,
        finish: async () => {
          request.finish();
          return true;
        },
      };
    },
    tearDown: async () => undefined,
  };
});

describe('a memory traffic router', () => {
  const { signal } = new AbortController();
  const members = {
    stable: [{ id: 'a', address: 'http://127.0.0.1:1' }],
    traffic: { kind: 'split', candidate: weight(0) },
  };
  const lost = new DriverError('lost', { retryable: true });

  it('fails once when told to, before or after it acted', async () => {
    const router = memoryTrafficRouter();
    const change = { ...members, traffic: { kind: 'out-of-service' } } as const;
    router.failNext(lost, 'before');
    await expect(router.members(change, anEffect('one'))).rejects.toBe(lost);
    expect((await router.observe(signal)).stable).toEqual([]);

    router.failNext(lost, 'after');
    await expect(router.members(change, anEffect('one'))).rejects.toBe(lost);
    expect((await router.observe(signal)).stable).toEqual(members.stable);
    expect(router.changes.map(({ effect }) => effect)).toEqual(['one']);
  });

  it('shows what others changed', async () => {
    const router = memoryTrafficRouter();

    router.interfere({ kind: 'split', candidate: weight(250) ?? (0 as never) });

    expect((await router.observe(signal)).traffic).toEqual({ kind: 'split', candidate: 250 });
  });
});
