import { z } from 'zod';
import type { RouterCapabilities } from '../../../core/unit/capabilities.ts';
import type { EmbeddedRouterSpec } from '../../../core/unit/environment.ts';

// A host is always written: a bare port would leave open who on the network may reach the unit.
const HOST_AND_PORT = /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?):(\d{1,5})$/;

const hasPort = (text: string): boolean => {
  const port = Number(HOST_AND_PORT.exec(text)?.[1] ?? Number.NaN);
  return port >= 1 && port <= 65_535;
};

/** The block `router: { type: embedded, listen: "localhost:8080" }`. */
export const EmbeddedRouter = z
  .strictObject({
    type: z.literal('embedded'),
    listen: z
      .string()
      .refine(hasPort, 'write host and port, for example localhost:8080, or leave it out for a free loopback port')
      .describe('Where users reach the unit; a free loopback port when left out')
      .optional(),
    sticky: z
      .enum(['cookie', 'none'])
      .meta({ examples: ['cookie'], description: 'Whether a returning user stays with the release that he got' })
      .optional(),
  })
  .transform(embeddedRouterSpec);

/** What the block says, as the core knows it. Nobody being sticky is left unsaid, as in plans from before there was a word for it. */
export function embeddedRouterSpec({ listen, sticky }: Written): EmbeddedRouterSpec {
  const spec = { type: 'embedded', listen: listen ?? null } as const;
  return sticky === 'cookie' ? { ...spec, sticky } : spec;
}

interface Written {
  readonly listen?: string | undefined;
  readonly sticky?: 'cookie' | 'none' | undefined;
}

/** What the embedded router can do. */
export const embeddedRouterCapabilities: RouterCapabilities = {
  weights: '0.1 %',
  sticky: true,
  drains: 'to their end, seen until then',
  counts: 'requests, errors and latencies, each second',
};
