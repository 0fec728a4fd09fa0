/** The composition root: the only place that knows the engine and the concrete drivers. Entry points load it lazily. */
export { serve } from './compose/serve.ts';
export { countsSince, stopDemoSites } from './compose/stop-sites.ts';
export { myTurn, supervise } from './compose/watchdog.ts';
export { runRouter } from './router/run.ts';
