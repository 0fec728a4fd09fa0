import { IncomingMessage } from 'node:http';

/**
 * A client's request. Node treats every `Upgrade` as a change of protocol and then reads no body; but some clients offer
 * HTTP/2 with each plain request, which RFC 9113 tells us to ignore. Only web sockets change the protocol here.
 */
export class ClientMessage extends IncomingMessage {
  // Only declared: Node sets `upgrade` before the fields of this class exist.
  declare private offered: unknown;

  get upgrade(): unknown {
    return this.offered === true ? this.headers.upgrade?.toLowerCase() === 'websocket' : this.offered;
  }

  set upgrade(value: unknown) {
    this.offered = value;
  }
}
