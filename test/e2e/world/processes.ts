import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process that runs. */
export interface Running {
  readonly pid: number;
  readonly command: string;
}

/** Every process that has to do with a folder: by command line, by the folder it runs in, by its environment. */
export function processesOf(dir: string): readonly Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const seen = [
        read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')),
        read(() => readlinkSync(`/proc/${pid}/cwd`)),
        read(() => readFileSync(`/proc/${pid}/environ`, 'utf8')),
      ];
      return seen.some((text) => text.includes(dir)) ? [{ pid: Number(pid), command: seen[0] ?? '' }] : [];
    });
}

// Gone meanwhile, or another account's: neither is ours.
function read(look: () => string): string {
  try {
    return look();
  } catch {
    return '';
  }
}
