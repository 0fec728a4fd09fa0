import type { ControlPlane } from '../api/control-plane.ts';

/** What decides who a request comes from; undefined refuses it. */
export type Authenticate = (request: Request) => ControlPlane | undefined;
