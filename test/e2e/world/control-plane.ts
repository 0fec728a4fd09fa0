import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { controlPlaneClient } from '../../../src/api/client.ts';
import type { ControlPlane } from '../../../src/api/control-plane.ts';
import { ProblemError } from '../../../src/api/problem.ts';
import { overSocket } from '../../../src/cli/connect.ts';
import { plimsoll } from './program.ts';

const AWAY_LIMIT = 120_000;
const LOOK_EVERY = 10;

/** The control plane of a unit's folder, as the command line starts it: a child of its watchdog. */
export class ControlPlaneHere {
  readonly dir: string;
  readonly client: ControlPlane;
  #pid: number;

  private constructor(dir: string, client: ControlPlane, pid: number) {
    this.dir = dir;
    this.client = client;
    this.#pid = pid;
  }

  /** Starts it, by a command that needs one. */
  static async start(dir: string): Promise<ControlPlaneHere> {
    const ran = await plimsoll(dir, 'status', '--all');
    if (ran.exit !== 0) throw new Error(`no control plane came up: ${ran.err}`);
    const socket = readFileSync(join(dir, '.plimsoll', 'control.sock.path'), 'utf8').trim();
    const client = controlPlaneClient(overSocket(socket));
    return new ControlPlaneHere(dir, client, (await client.about()).pid);
  }

  get pid(): number {
    return this.#pid;
  }

  /** The watchdog that starts it again. */
  get watchdog(): number {
    const stat = readFileSync(`/proc/${this.#pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  }

  /** Kills it at once, its watchdog not. */
  kill(): void {
    process.kill(this.#pid, 'SIGKILL');
  }

  /** Kills it at once and gives the milliseconds until another one in its place has decided a command on a deployment. */
  async killed(deployment: string): Promise<number> {
    const begun = performance.now();
    this.kill();
    await this.decidesAgain(deployment);
    return performance.now() - begun;
  }

  /** Waits until another process than the last one decides commands. */
  async decidesAgain(deployment: string): Promise<void> {
    this.#pid = await this.patiently(async () => {
      const { pid } = await this.client.about();
      return pid === this.#pid ? undefined : pid;
    });
    // No checkpoint is open, so this is refused: that is a decision, and changes nothing.
    await this.patiently(() =>
      this.client.ask(deployment, { kind: 'rollback-at-checkpoint', reason: 'is anybody there' }).catch(refusedOnly),
    );
  }

  /** Asks until there is an answer: nobody answering is no answer. */
  async patiently<T>(ask: () => Promise<T | undefined>): Promise<T> {
    const until = performance.now() + AWAY_LIMIT;
    for (;;) {
      const answer = await ask().catch(nobodyAnswered);
      if (answer !== undefined) return answer;
      if (performance.now() > until) throw new Error(`the control plane did not answer for ${AWAY_LIMIT / 1_000} s`);
      await wait(LOOK_EVERY);
    }
  }
}

function nobodyAnswered(error: unknown): undefined {
  if (error instanceof ProblemError && error.kind === 'unavailable') return;
  throw error;
}

function refusedOnly(error: unknown): 'refused' {
  if (error instanceof ProblemError && error.kind === 'refused') return 'refused';
  throw error;
}
