import { explore } from './explore.ts';
import { WORLDS } from './worlds.ts';
const two = WORLDS.at(-1)!;
for (const moves of [['close','aborts'],['close','aborts','crash']]) { const t=process.cpuUsage(); const r = explore({...two, moves: moves as never}); const u=process.cpuUsage(t); console.log(moves, r.states, r.edges, r.depth, r.broken, Math.round((u.user+u.system)/1000),'cpu ms'); }
