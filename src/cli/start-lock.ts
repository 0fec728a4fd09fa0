import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';

/** Held by the command that starts a control plane, so that others at the same moment wait for that one. */
export class StartLock {
  readonly #file: string;
  readonly #limit: number;
  #isHeld = false;

  /** A lock older than `limit` milliseconds is left over: nobody starts for so long. */
  constructor(file: string, limit: number) {
    this.#file = file;
    this.#limit = limit;
  }

  /** Takes the lock if no other has it; one that was left over is taken away first, for the next try. */
  take(): boolean {
    if (this.#isHeld) return true;
    try {
      const file = openSync(this.#file, 'wx', 0o600);
      writeSync(file, String(process.pid));
      closeSync(file);
      this.#isHeld = true;
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (this.#isLeftOver()) rmSync(this.#file, { force: true });
      return false;
    }
  }

  /** Gives it back, if it is ours. */
  release(): void {
    if (this.#isHeld) rmSync(this.#file, { force: true });
    this.#isHeld = false;
  }

  #isLeftOver(): boolean {
    try {
      const age = Date.now() - statSync(this.#file).mtimeMs;
      const pid = Number(readFileSync(this.#file, 'utf8'));
      // Just made and not written yet: somebody is about to.
      if (pid === 0) return age > this.#limit;
      return age > this.#limit || !isAlive(pid);
    } catch {
      // Gone meanwhile.
      return false;
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
