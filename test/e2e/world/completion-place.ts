import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DemoApprover } from '../../../src/cli/demo/approver.ts';
import { stopDemoSites } from '../../../src/compose/stop-sites.ts';
import { ControlPlaneHere } from './control-plane.ts';
import { Counter } from './counter.ts';
import { build, MAIN_FILE, plimsoll } from './program.ts';
import { stillRunning } from './world.ts';

/** A folder in which there is something to complete: two units and a deployment under way; `plimsoll` is in the PATH. */
export interface CompletionPlace {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  /** The one deployment that is known. */
  readonly id: string;
  /** Takes everything away, and gives what still runs after that. */
  end(): Promise<readonly string[]>;
}

/** Makes such a folder, with a control plane that runs. */
export async function completionPlace(): Promise<CompletionPlace> {
  await build();
  const root = await mkdtemp(join(tmpdir(), 'plimsoll-completion-'));
  const dir = join(root, 'counter');
  const bin = join(root, 'bin');
  const counter = await Counter.create(dir);
  await counter.release('1.0.0');
  const unit = await readFile(join(dir, 'plimsoll.yaml'), 'utf8');
  await writeFile(join(dir, 'plimsoll.api.yaml'), unit.replace('name: counter', 'name: api'));
  await writeFile(join(dir, 'only here.yaml'), unit);
  await mkdir(bin);
  await writeFile(join(bin, 'plimsoll'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN_FILE}' "$@"\n`);
  await chmod(join(bin, 'plimsoll'), 0o755);
  const end = async (): Promise<readonly string[]> => {
    await plimsoll(dir, 'down', '--force-leave');
    await stopDemoSites(join(dir, '.plimsoll')).catch(() => []);
    const left = await stillRunning(root);
    await rm(root, { recursive: true, force: true });
    return left.map(({ command }) => command);
  };
  try {
    const plane = await ControlPlaneHere.start(dir);
    await new DemoApprover().enrol(plane.client, join(dir, 'plimsoll.yaml'));
    const opened = await plimsoll(dir, 'deploy', '--dirty', '--detach', '-o', 'json');
    const id = /dep_[0-9A-Z]{26}/.exec(opened.out)?.[0];
    if (id === undefined) throw new Error(`nothing was opened: ${opened.out}${opened.err}`);
    // A machine under load may need longer for a list than a person would wait.
    const env = { PATH: `${bin}:${process.env.PATH ?? ''}`, HOME: root, PLIMSOLL_COMPLETION_LIMIT: '30s' };
    return { dir, env, id, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Beginnings of command lines and the words that they complete to, in every shell. */
export const completions = (id: string): readonly (readonly [string, readonly string[]])[] => [
  ['plimsoll conf', ['config']],
  ['plimsoll config che', ['config', 'check']],
  ['plimsoll deploy --wait-for st', ['deploy', '--wait-for', 'staging']],
  ['plimsoll deploy --det', ['deploy', '--detach']],
  ['plimsoll status --output=nd', ['status', '--output=ndjson']],
  ['plimsoll status dep', ['status', id]],
  ['plimsoll hold ', ['hold', id]],
  ['plimsoll plan -e sta', ['plan', '-e', 'staging']],
  ['plimsoll plan -u ap', ['plan', '-u', 'api']],
  ['plimsoll status --tz Europe/Ber', ['status', '--tz', 'Europe/Berlin']],
  ['plimsoll plan -c onl', ['plan', '-c', 'only here.yaml']],
];
