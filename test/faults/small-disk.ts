import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach } from 'vitest';

/** A disk of a few hundred KiB for one test. It needs the right to mount; where that is missing the test fails and says so. */
export class SmallDisk {
  readonly path: string;

  constructor(path: string, kibibytes: number) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    mount('-t', 'tmpfs', '-o', `size=${kibibytes}k,mode=700`, 'tmpfs', path);
    mounted.push(path);
  }

  /** Leaves only this much room. */
  async fillUpTo(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.path);
    const ballast = bavail * bsize - bytes;
    if (ballast > 0) await writeFile(join(this.path, 'ballast'), Buffer.alloc(ballast, 1));
  }

  /** From now on nothing can be written. The system refuses this while a file is open for writing. */
  makeReadOnly(): void {
    mount('-o', 'remount,ro', this.path);
  }

  /** Undoes it. */
  makeWritable(): void {
    mount('-o', 'remount,rw', this.path);
  }
}

const mounted: string[] = [];

/** Takes the disks of a test away after it. Call it while a suite is described, before the folder they stand in is asked for. */
export function unmountAfterEach(): void {
  afterEach(() => {
    // Lazily: libsql may keep a file open until its objects are collected.
    for (const path of mounted.splice(0)) execFileSync('umount', ['-l', path]);
  });
}

function mount(...args: readonly string[]): void {
  try {
    execFileSync('mount', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    throw new Error(`component missing: mount, with the right to use it (run as root): mount ${args.join(' ')}`, {
      cause: error,
    });
  }
}
