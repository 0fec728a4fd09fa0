import { controlPlaneClient } from '../../api/client.ts';
import type { OpenLine } from '../../api/event-stream.ts';
import { overFetch } from '../../api/over-fetch.ts';
import { session } from '../access/session.ts';

const { exchange: overTheNet, open: openOverTheNet } = overFetch({
  fetch: (address, asked) => fetch(address, asked),
  origin: '',
  bearer: () => session.bearer(),
  newKey: () => crypto.randomUUID(),
});

/** One exchange with the control plane. That it no longer knows us is told to the session. */
export const exchange: typeof overTheNet = (method, path, body, headers) =>
  toldToSession(() => overTheNet(method, path, body, headers));

/** The line over which events come. */
export const openLine: OpenLine = (path, headers, signal) => toldToSession(() => openOverTheNet(path, headers, signal));

/** Whoever signed in while an answer was under way is in: it is about what was carried before. */
async function toldToSession<T extends { readonly status: number }>(asked: () => Promise<T>): Promise<T> {
  const carried = session.bearer();
  const answer = await asked();
  if (answer.status === 401 && session.bearer() === carried) session.lapse();
  return answer;
}

/** The control plane that served this page, typed: the same client that the command line and the tests use. */
export const plane = controlPlaneClient(exchange);
