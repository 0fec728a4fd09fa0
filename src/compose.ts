/** The composition root: the only place that knows the engine and the concrete drivers. Entry points load it lazily. */
export { sendToStable } from './compose/fall-back.ts';
export { missingInRegistry } from './compose/look-in-registry.ts';
export { endWatchdogs, isWatched, noteWatchdog } from './compose/noted-watchdogs.ts';
export { resetTrust, trustOn } from './compose/reset-trust.ts';
export { serve } from './compose/serve.ts';
export { usedSites } from './compose/sites.ts';
export { countsSince, stopDemoSites, stopSites } from './compose/stop-sites.ts';
export { tryTarget } from './compose/try-target.ts';
export { myTurn, supervise } from './compose/watchdog.ts';
export { runRouter } from './router/run.ts';
export { judgeStory } from './simulate/judge-story.ts';
export { play as playStory } from './simulate/play.ts';
export { readStory } from './simulate/read-story.ts';
