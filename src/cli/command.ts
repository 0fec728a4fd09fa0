import type { ControlPlane } from '../api/control-plane.ts';
import { connected, running } from './connect.ts';
import type { Invocation } from './invocation.ts';
import type { Outcome } from './outcome.ts';
import { shown } from './render/shown.ts';
import { visibleJson } from './render/visible.ts';

/** What a command runs with. */
export interface Doing {
  readonly invocation: Invocation;
  /** The control plane of this folder, started when it does not run. */
  plane(): Promise<ControlPlane>;
  /** The control plane of this folder, if it runs. */
  runningPlane(): Promise<ControlPlane | undefined>;
  /** Talk goes to stderr; data is in the outcome. */
  say(text: string): void;
  /** A line of a live command: text to stdout, or one JSON document of `ndjson`. */
  line(text: string, value: unknown): void;
}

/** One command: what was parsed goes in, what it came to comes out. */
export type CommandAction = (doing: Doing) => Promise<Outcome>;

/** What a command runs with, for one invocation. */
export function doingFor(invocation: Invocation, mainFile: string): Doing {
  return {
    invocation,
    plane: () => connected(invocation, mainFile),
    runningPlane: () => running(invocation),
    say: (text) => {
      if (!invocation.quiet) process.stderr.write(`${shown(text, process.env, invocation.ascii)}\n`);
    },
    line: (text, value) => {
      if (invocation.output === 'ndjson') process.stdout.write(`${visibleJson(value)}\n`);
      if (invocation.output === 'text' && !invocation.quiet)
        process.stdout.write(`${shown(text, process.env, invocation.ascii)}\n`);
    },
  };
}
