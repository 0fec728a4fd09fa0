import { createHash } from 'node:crypto';
import { sendText, taken } from '../drivers/shared/outgoing/send-text.ts';
import type { Log } from '../engine/log.ts';
import type { Journal } from '../ports/journal.ts';
import type { Notifier } from '../ports/notifier.ts';
import { traceEndpoint } from '../telemetry/endpoint.ts';
import { currentEntry } from './current-entries.ts';

/** What traces are made of. */
export interface TracedParts {
  readonly journal: Pick<Journal, 'read'>;
  readonly version: string;
  readonly log: Log;
}

// Whoever started this process named the address: a collector on the same machine is the usual one.
const ANY_ADDRESS = ['0.0.0.0/0', '::/0'];
/** What a collector says of the question it will say again. */
const FOR_GOOD = [400, 404, 413, 415];

/** Sends traces where OpenTelemetry's variables say; null where they name nothing, and then nothing of it is loaded. */
export async function tracerFrom({ journal, version, log }: TracedParts): Promise<Notifier | null> {
  const endpoint = endpointOrLog(log);
  if (endpoint === null) return null;
  const { tracerOf } = await import('../telemetry/tracer.ts');
  const url = new URL(endpoint.url);
  const headers = { 'content-type': 'application/json', ...endpoint.headers };
  return tracerOf({
    ...{ journal, version, current: currentEntry },
    sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
    post: async (body, signal) => {
      taken(
        await sendText({ method: 'POST', url, headers, body, allowPrivate: ANY_ADDRESS }, signal),
        `the collector at ${url.host}`,
        FOR_GOOD,
      );
    },
  });
}

/** Deployments go on without traces: what is wrong with the address is said and no more. */
function endpointOrLog(log: Log): ReturnType<typeof traceEndpoint> {
  try {
    return traceEndpoint(process.env);
  } catch (problem) {
    log.error('no traces are sent', { problem: problem instanceof Error ? problem.message : String(problem) });
    return null;
  }
}
