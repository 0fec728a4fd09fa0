import { z } from 'zod';

// Browsers may add members of their own, so unknown ones are let pass: they are under the signature and decide nothing.
const ClientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.string().optional(),
});

/** What the browser says of where and for what it asked the authenticator. */
export type ClientData = z.infer<typeof ClientData>;

/** Reads the client data of a signature; undefined for what no browser writes. */
export function readClientData(bytes: Buffer): ClientData | undefined {
  try {
    return ClientData.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)))
      .data;
  } catch {
    return undefined;
  }
}
