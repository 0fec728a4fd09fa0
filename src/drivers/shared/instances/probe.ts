import { get } from 'node:http';

/** What an instance said when it was asked for its health. */
export interface Answer {
  readonly good: boolean;
  /** In words, for a message: `answered 500`. */
  readonly said: string;
}

/** Asks once; only a status from 200 to 299 in time is good. Redirects are not followed. */
export function probe(address: string, path: string, within: number, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    const said = (good: boolean, words: string): void => {
      asking.destroy();
      resolve({ good, said: words });
    };
    const giveUp = AbortSignal.any([signal, AbortSignal.timeout(within)]);
    // A connection of its own: one that was kept from an earlier question would prove less.
    const asking = get(`${address}${path}`, { agent: false, signal: giveUp }, (response) => {
      const status = response.statusCode ?? 0;
      said(status >= 200 && status < 300, `answered ${status}`);
    });
    asking.on('error', (error: NodeJS.ErrnoException) => {
      said(
        false,
        giveUp.aborted ? `did not answer within ${within} ms` : `did not answer (${error.code ?? error.message})`,
      );
    });
  });
}
