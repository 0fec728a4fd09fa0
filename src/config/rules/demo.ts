import type { PathFault } from '../problem/fault.ts';
import { quoted } from '../problem/readable.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

/** The demo approver proves nothing about a person: it answers only for processes that nobody else can reach. */
export function checkDemo(root: Written): readonly PathFault[] {
  return keysAt(root, ['environments']).flatMap((name) => {
    const environment = ['environments', name];
    if (valueAt(root, [...environment, 'demo']) !== true) return [];
    const type = textAt(root, [...environment, 'target', 'type']) ?? 'process';
    const listen = textAt(root, [...environment, 'router', 'listen']);
    const faults: PathFault[] = [];
    if (type !== 'process') {
      const message = `${name} is a demo with a target of type ${quoted(type)}`;
      const remedy = 'write  type: process, or take demo: true out';
      faults.push({ path: [...environment, 'demo'], on: 'value', code: 'demo-target', message, remedy });
    }
    if (listen !== undefined && !isLoopback(listen)) {
      const message = `${name} is a demo that listens beyond this machine`;
      const remedy = 'write  listen: "localhost:8080", or take demo: true out';
      faults.push({ path: [...environment, 'router', 'listen'], on: 'value', code: 'demo-listener', message, remedy });
    }
    return faults;
  });
}

function isLoopback(listen: string): boolean {
  const host = listen.replace(/:\d+$/, '').toLowerCase();
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
