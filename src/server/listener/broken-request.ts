import { type Refusal, refuse } from '../../core/kernel/refusal.ts';

/** What a connection is told that sent no request we could read; then it is closed. */
interface Broken {
  readonly status: string;
  readonly refusal: Refusal;
}

const TOO_LATE: Broken = {
  status: '408 Request Timeout',
  refusal: refuse('request-too-late', 'The request did not come whole in time', 'Send it at once'),
};
const TOO_LONG: Broken = {
  status: '431 Request Header Fields Too Large',
  refusal: refuse(
    'head-too-large',
    'The head of the request is larger than 16 KiB',
    'Send less in headers and address',
  ),
};
const UNREADABLE: Broken = {
  status: '400 Bad Request',
  refusal: refuse('request-unreadable', 'What was sent is no HTTP request', 'Speak HTTP/1.1'),
};

/** The whole answer to a request that broke before it was one, as text for the connection. */
export function brokenRequest(code: string | undefined): string {
  const { status, refusal } =
    code === 'ERR_HTTP_REQUEST_TIMEOUT' ? TOO_LATE : code === 'HPE_HEADER_OVERFLOW' ? TOO_LONG : UNREADABLE;
  const { code: name, message, remedy } = refusal;
  const body = JSON.stringify({
    ...{ type: `urn:plimsoll:problem:${name}`, title: message, status: Number.parseInt(status, 10), kind: 'usage' },
    problems: [{ code: name, message, remedy }],
  });
  const head = [
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return [`HTTP/1.1 ${status}`, ...head, '', body].join('\r\n');
}
