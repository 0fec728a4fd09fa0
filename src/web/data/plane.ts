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
export const exchange: typeof overTheNet = async (method, path, body, headers) => {
  const answer = await overTheNet(method, path, body, headers);
  if (answer.status === 401) session.lapse();
  return answer;
};

/** The line over which events come. */
export const openLine: OpenLine = async (path, headers, signal) => {
  const answer = await openOverTheNet(path, headers, signal);
  if (answer.status === 401) session.lapse();
  return answer;
};

/** The control plane that served this page, typed: the same client that the command line and the tests use. */
export const plane = controlPlaneClient(exchange);
