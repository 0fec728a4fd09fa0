import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeploymentView } from '../../../src/api/view.ts';
import { stopDemoSites } from '../../../src/compose.ts';
import { ControlPlaneHere } from './control-plane.ts';
import { Counter } from './counter.ts';
import { build, buildPage, plimsoll } from './program.ts';
import { logOf, stillRunning } from './world.ts';

/** What somebody is answered who signs in. */
interface PublicAnswer {
  readonly ceremony: string;
  readonly options: { readonly challenge: string };
  readonly who: string;
}

/** A unit that a person named ada approves, with a control plane on which nobody is enrolled. */
export interface PasskeyPlace {
  readonly dir: string;
  readonly plane: ControlPlaneHere;
  /** Where its pages are. */
  readonly origin: string;
  /** The address of a page with a fresh one-time code behind it. */
  link(path: string): Promise<string>;
  /** Deploys what is committed and waits until it is in a phase. */
  deployedUntil(phase: string): Promise<DeploymentView>;
  until(id: string, phase: string): Promise<DeploymentView>;
  release(version: string): Promise<void>;
  /** What a page asks before anybody is signed in. */
  publicly(path: string, body: unknown): Promise<PublicAnswer>;
  /** The statement that is offered to the first approver for promotion. */
  offered(id: string, decision?: 'approve' | 'reject'): Promise<string>;
  /** What its control planes said so far. */
  log(): string;
  /** Takes everything away, and gives what still runs after that. */
  end(): Promise<readonly string[]>;
}

/** Makes such a place. */
export async function passkeyPlace(): Promise<PasskeyPlace> {
  await build();
  await buildPage();
  const root = await mkdtemp(join(tmpdir(), 'plimsoll-passkey-'));
  const dir = join(root, 'counter');
  const counter = await Counter.create(dir);
  const release = async (version: string): Promise<void> => {
    await counter.release(version, {}, { bake: '5m' });
    const file = join(dir, 'plimsoll.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('person:demo', 'person:ada'));
  };
  await release('1.0.0');
  const end = async (): Promise<readonly string[]> => {
    await plimsoll(dir, 'down', '--force-leave');
    await stopDemoSites(join(dir, '.plimsoll')).catch((error: unknown) => console.error(String(error)));
    const left = await stillRunning(root);
    await rm(root, { recursive: true, force: true });
    return left.map(({ command }) => command);
  };
  try {
    const plane = await ControlPlaneHere.start(dir);
    const { page: origin } = await plane.client.about();
    const until = async (id: string, phase: string): Promise<DeploymentView> => {
      let { view } = await plane.client.events(id, 0, 0);
      while (view.phase !== phase) {
        if (view.over) throw new Error(`${id} is ${view.phase}: ${view.problem}`);
        ({ view } = await plane.client.events(id, view.version, 20));
      }
      return view;
    };
    return {
      ...{ dir, plane, origin, until, release, end },
      log: () => logOf(dir),
      link: async (path) => `${origin}${path}#code=${(await plane.client.pageCode()).code}`,
      deployedUntil: async (phase) => {
        const opened = await plimsoll(dir, 'deploy', '--dirty', '--detach', '-o', 'json');
        const id = /dep_[0-9A-Z]{26}/.exec(opened.out)?.[0];
        if (id === undefined) throw new Error(`nothing was opened: ${opened.out}${opened.err}`);
        return until(id, phase);
      },
      publicly: async (path, body) => {
        const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
        const asked = { method: 'POST', headers, body: JSON.stringify(body) };
        return (await (await fetch(`${origin}/api/v1${path}`, asked)).json()) as PublicAnswer;
      },
      offered: async (id, decision = 'approve') => {
        const { approvers } = await plane.client.about();
        const { person: approver, keyId: credentialId } = approvers[0] ?? { person: '', keyId: '' };
        const answer = { checkpoint: 'production-promotion', decision, reason: '', approver, credentialId } as const;
        return (await plane.client.challenge(id, answer)).statement;
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}
