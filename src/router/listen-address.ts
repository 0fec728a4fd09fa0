import { StartFailure } from './start-failure.ts';

/** Where the router takes users' requests. Port 0 takes the one it had before, or a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const WRITTEN = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/;

/** Reads `127.0.0.1:8080`, `localhost:8080` or `[::1]:8080`. */
export function parseListen(text: string): ListenAddress {
  const parts = WRITTEN.exec(text);
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3]);
  if (host === undefined || port > 65_535) {
    throw new StartFailure('router-listen', `'${text}' is no host and port`, 'write  --listen 127.0.0.1:8080');
  }
  return { host, port };
}

/** The address to bind. A name may stand for several; users who write `localhost` get the one that every client tries. */
export const bindableHost = (host: string): string => (host === 'localhost' ? '127.0.0.1' : host);

/** The address at which users reach the router. */
export function publicAddress({ host, port }: ListenAddress): string {
  const named = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${named.includes(':') ? `[${named}]` : named}:${port}`;
}
