import { explore } from './explore.ts';
import { TAMPERED, WORLDS } from './worlds.ts';

const only = process.argv[2] ?? '';
for (const w of [...WORLDS, TAMPERED].filter((w) => w.name.includes(only))) {
  const t = process.cpuUsage();
  const r = explore(w);
  const u = process.cpuUsage(t);
  console.log(w.name, r.states, r.edges, r.depth, r.broken, Math.round((u.user + u.system) / 1000), 'cpu ms');
}
