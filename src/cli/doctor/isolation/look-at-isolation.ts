import { closeSync, existsSync, fchmodSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Doing } from '../../command.ts';
import { keyFolder } from '../../key-file.ts';
import type { IsolationFacts } from '../facts.ts';
import type { Tried } from './reach.ts';
import { PROOF, targetsOn } from './targets.ts';

/** Where the control plane looks for the proof. Only root can make a file there that is root's. */
const proofFile = (dataDir: string): string => join(dataDir, PROOF);

/** Tries every file and socket of the control plane as the account that agents run under, and leaves the proof behind. */
export async function lookAtIsolation({ invocation }: Doing, account: string | undefined): Promise<IsolationFacts> {
  if (account === undefined) return { kind: 'not-tried' };
  const { dataDir } = invocation;
  if (process.geteuid?.() !== 0) return { kind: 'not-root', account };
  const ids = await idsOf(account);
  if (ids === null) return { kind: 'no-account', account };
  if (!existsSync(dataDir)) return { kind: 'no-state', account };
  if (ids.uid === 0 || ids.uid === statSync(dataDir).uid) return { kind: 'same-account', account };
  const pointer = join(dataDir, 'control.sock.path');
  const socket = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : null;
  const program = process.argv[1] ?? process.execPath;
  const targets = targetsOn(dataDir, { socket, keys: keyFolder(), program });
  const tried = await tryAs(account, ids, targets);
  const reached = tried.filter((one) => one.reached !== null);
  if (reached.length === 0) leaveProof(dataDir, ids.uid);
  else rmSync(proofFile(dataDir), { force: true });
  return { kind: 'tried', account, tried: tried.length, reached };
}

/** The numbers of an account; null where there is none of that name. */
async function idsOf(account: string): Promise<{ readonly uid: number; readonly gid: number } | null> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map((flag) => execa('id', [flag, '--', account], { reject: false, stdin: 'ignore' })),
  );
  if (uid?.exitCode !== 0 || gid?.exitCode !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function tryAs(
  name: string,
  ids: { readonly uid: number; readonly gid: number },
  targets: readonly { readonly kind: string; readonly path: string }[],
): Promise<readonly Tried[]> {
  const here = fileURLToPath(import.meta.url);
  const entry = here.replace(/look-at-isolation(\.[jt]s)$/, 'reach-as$1');
  const { stdout } = await execa(process.execPath, [...process.execArgv, entry], {
    input: JSON.stringify({ name, ...ids, targets }),
    env: { PATH: process.env.PATH ?? '' },
    extendEnv: false,
    cwd: '/',
  });
  return JSON.parse(stdout) as readonly Tried[];
}

function leaveProof(dataDir: string, uid: number): void {
  const file = proofFile(dataDir);
  // Made anew: a link or file of somebody else under that name is not written through.
  rmSync(file, { force: true });
  const proof = { schema: 'plimsoll.isolation/1', account: `os/${uid}`, provenAt: Date.now() };
  const handle = openSync(file, 'wx', 0o644);
  try {
    writeSync(handle, `${JSON.stringify(proof)}\n`);
    // Of the open file, whatever stands under the name by now; the account of the control plane must be able to read it.
    fchmodSync(handle, 0o644);
  } finally {
    closeSync(handle);
  }
}
