import { type Engine, refusalOf } from './engine.ts';
import type { InstanceRecord } from './instance-record.ts';
import { labelsOf } from './labels.ts';

/** A container, as its engine sees it. */
export interface SeenContainer {
  readonly status: 'made' | 'running' | 'ended';
  /** What the engine calls the image that it runs. */
  readonly imageId: string;
}

const path = (id: string): string => `/containers/plimsoll-${id}`;

/** What a container is to be made of. */
export interface Recipe {
  readonly record: InstanceRecord;
  /** What the engine has the image under. */
  readonly image: string;
  /** All variables, with the values of secrets: they are in no file of ours. */
  readonly variables: Readonly<Record<string, string>>;
  /** Folders that it is shown, read-only, by where it finds them. */
  readonly mounts: Readonly<Record<string, string>>;
}

/** Looks at the container of an instance; undefined when there is none. */
export async function inspect(engine: Engine, id: string, signal: AbortSignal): Promise<SeenContainer | undefined> {
  const answer = await engine.ask({ method: 'GET', path: `${path(id)}/json` }, signal);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw refusalOf(answer, `looking at the container of ${id}`);
  const { Image, State } = JSON.parse(answer.body.toString('utf8')) as Inspected;
  const isMade = ['created', 'configured', 'initialized'].includes(State.Status ?? '');
  // One that is paused still is there; it answers nobody, and so is not healthy.
  const status = State.Running === true ? 'running' : isMade ? 'made' : 'ended';
  return { status, imageId: Image ?? '' };
}

interface Inspected {
  readonly Image?: string;
  readonly State: { readonly Status?: string; readonly Running?: boolean };
}

/** Makes the container of an instance, and starts nothing. One that has its name is gone before. */
export async function create(
  engine: Engine,
  { record, image, variables, mounts }: Recipe,
  signal: AbortSignal,
): Promise<void> {
  const { id, inside, port, network, command, memory, milliCpus } = record;
  const exposed = inside === undefined ? undefined : `${inside}/tcp`;
  const body = {
    Image: image,
    ...(command === undefined ? {} : { Cmd: command }),
    Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    Labels: labelsOf(record),
    ...(exposed === undefined ? {} : { ExposedPorts: { [exposed]: {} } }),
    HostConfig: {
      ...(network === undefined ? {} : { NetworkMode: network }),
      // Loopback alone: users come by the router.
      ...(exposed === undefined
        ? {}
        : { PortBindings: { [exposed]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] } }),
      Binds: Object.entries(mounts).map(([place, folder]) => `${folder}:${place}:ro`),
      // No swap beyond it: a limit that is passed should be seen, not felt.
      ...(memory === undefined ? {} : { Memory: memory, MemorySwap: memory }),
      ...(milliCpus === undefined ? {} : { NanoCpus: milliCpus * 1_000_000 }),
      // We start it again ourselves, count that, and stop when it is pointless.
      RestartPolicy: { Name: 'no' },
    },
  };
  await remove(engine, id, signal);
  const query = { name: `plimsoll-${id}` };
  const answer = await engine.ask({ method: 'POST', path: '/containers/create', query, body }, signal);
  if (answer.status !== 201) throw refusalOf(answer, `making the container of ${id}`);
}

/** Starts the container of an instance. */
export async function start(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  const answer = await engine.ask({ method: 'POST', path: `${path(id)}/start` }, signal);
  if (answer.status !== 204 && answer.status !== 304) throw refusalOf(answer, `starting the container of ${id}`);
}

/** Asks it to end, and ends it when its grace is over; whether there was one. */
export async function stop(engine: Engine, id: string, grace: number, signal: AbortSignal): Promise<boolean> {
  const seconds = Math.max(1, Math.ceil(grace / 1_000));
  const question = { method: 'POST', path: `${path(id)}/stop`, query: { t: String(seconds) } } as const;
  const answer = await engine.ask({ ...question, within: grace + 30_000 }, signal);
  if (answer.status === 404) return false;
  if (answer.status !== 204 && answer.status !== 304) throw refusalOf(answer, `stopping the container of ${id}`);
  return true;
}

/** Removes the container of an instance with its volumes; none is no fault. */
export async function remove(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  const answer = await engine.ask({ method: 'DELETE', path: path(id), query: { force: 'true', v: 'true' } }, signal);
  // 409: it is being removed already.
  if (![200, 204, 404, 409].includes(answer.status)) throw refusalOf(answer, `removing the container of ${id}`);
}

/** The labels of all containers, also those that ended, that bear a label. */
export async function labelled(
  engine: Engine,
  [name, value]: readonly [string, string],
  signal: AbortSignal,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const query = { all: 'true', filters: JSON.stringify({ label: [`${name}=${value}`] }) };
  const answer = await engine.ask({ method: 'GET', path: '/containers/json', query }, signal);
  if (answer.status !== 200) throw refusalOf(answer, 'listing containers');
  const found = JSON.parse(answer.body.toString('utf8')) as readonly { readonly Labels?: Record<string, string> }[];
  return found.map(({ Labels = {} }) => Labels);
}

/** The last lines of a container's output, oldest first, each with its time in front. Empty when there is none. */
export async function output(
  engine: Engine,
  id: string,
  lines: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const query = { stdout: 'true', stderr: 'true', timestamps: 'true', tail: String(lines) };
  const answer = await engine.ask({ method: 'GET', path: `${path(id)}/logs`, query }, signal);
  if (answer.status === 404 || answer.status === 409) return [];
  if (answer.status !== 200) throw refusalOf(answer, `reading the log of ${id}`);
  return textOf(answer.body)
    .split('\n')
    .filter((line) => line !== '')
    .slice(-lines);
}

const HEADER = 8;

/** Output comes in frames: eight bytes that name stream and length, then as many bytes. */
function textOf(body: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + HEADER <= body.length; ) {
    // Of a container with a terminal it comes as it is.
    if ((body[at] ?? 0) > 2 || body.readUIntBE(at + 1, 3) !== 0) return body.toString('utf8');
    const length = body.readUInt32BE(at + 4);
    parts.push(body.subarray(at + HEADER, at + HEADER + length));
    at += HEADER + length;
  }
  return Buffer.concat(parts).toString('utf8');
}
