/** The composition root: the only place that knows the engine and the concrete drivers. Entry points load it lazily. */
export { runControlPlane, type RunningControlPlane, type RunOptions } from './compose/control-plane.ts';
export { serve, supervise } from './compose/serve.ts';
export { countsSince, stopDemoSites } from './compose/stop-sites.ts';
export { runRouter } from './router/run.ts';
