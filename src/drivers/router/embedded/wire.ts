import { z } from 'zod';
import type { Traffic } from '../../../core/deployment/traffic.ts';
import { weight } from '../../../core/kernel/weight.ts';
import type { TrafficState } from '../../../ports/traffic-router.ts';

const Member = z.object({ id: z.string(), address: z.string() });

const OnWire = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('split'), candidate: z.number() }),
  z.object({ kind: z.literal('out-of-service') }),
]);

const Split = OnWire.transform((traffic, context): Traffic => {
  if (traffic.kind === 'out-of-service') return traffic;
  const candidate = weight(traffic.candidate);
  if (candidate !== undefined) return { kind: 'split', candidate };
  context.addIssue({ code: 'custom', message: `${traffic.candidate} is no weight` });
  return z.NEVER;
});

/** What is in force at a router, as its process says it. */
export const InForce: z.ZodType<TrafficState> = z.object({
  traffic: Split,
  stable: z.array(Member),
  candidate: z.array(Member),
  draining: z.array(Member.extend({ inFlight: z.int() })),
  address: z.string(),
});
