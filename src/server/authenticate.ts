import { timingSafeEqual } from 'node:crypto';
import type { ControlPlane } from '../api/control-plane.ts';

/** What decides who a request comes from; undefined refuses it. */
export type Authenticate = (request: Request) => ControlPlane | undefined;

/** The way in over the loopback port: by our own name, from no page, with the token of this start. */
export function overLoopback(plane: ControlPlane, token: string): Authenticate {
  const expected = Buffer.from(`Bearer ${token}`);
  return (request) => (isForUs(request) && bears(request, expected) ? plane : undefined);
}

function bears(request: Request, expected: Buffer): boolean {
  const given = Buffer.from(request.headers.get('authorization') ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

// A page of another site may reach the port under a name of its own: only our own names are answered, and no page at all.
function isForUs(request: Request): boolean {
  const host = (request.headers.get('host') ?? '').replace(/:\d+$/, '');
  return (host === 'localhost' || host === '127.0.0.1') && request.headers.get('origin') === null;
}
