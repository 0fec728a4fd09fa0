import type { Artifact } from '../../../core/unit/artifact.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import type { ImageLogin, ImagePlace } from '../../../ports/registry.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { type Engine, refusalOf, saidBy } from './engine.ts';

const PULL_WITHIN = 15 * 60_000;

/** Finds where an image may be had from; the first place is where it is stored now. */
export type ImagePlaces = (digest: string) => readonly ImagePlace[];

/** Has the engine hold an image, and says what it calls it. What it calls so has just the bytes of the digest, as far as we can ask. */
export async function readyImage(
  engine: Engine,
  places: readonly ImagePlace[],
  digest: string,
  signal: AbortSignal,
): Promise<string> {
  for (const place of places) {
    const id = await idOf(engine, place, digest, signal);
    if (id !== undefined) return id;
  }
  const failures: unknown[] = [];
  for (const place of places) {
    try {
      await fetchFrom(engine, place, signal);
      const id = await idOf(engine, place, digest, signal);
      if (id !== undefined) return id;
      failures.push(lasting(`the engine took ${place.reference} and does not have it`));
    } catch (error) {
      if (!(error instanceof DriverError) || signal.aborted) throw error;
      failures.push(error);
    }
  }
  // One that could not be asked may have it: then trying again is right.
  throw (
    failures.find((one) => one instanceof DriverError && one.retryable) ??
    failures[0] ??
    lasting(`there is no place to pull ${digest} from`)
  );
}

/** What the engine calls an image of this place; undefined when it does not have it. */
async function idOf(
  engine: Engine,
  place: ImagePlace,
  digest: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const contents = await contentOf(place, signal);
  const name = place.kind === 'pulled' ? place.reference : contents;
  if (name === undefined) return undefined;
  const answer = await engine.ask({ method: 'GET', path: `/images/${name}/json` }, signal);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw refusalOf(answer, `looking for the image ${name}`);
  const { Id: id = '' } = JSON.parse(answer.body.toString('utf8')) as { readonly Id?: string };
  // An engine that keeps images as they were stored calls them by their manifest, any other by their configuration.
  if (contents === undefined || id === contents || id === digest) return id;
  throw lasting(
    `the engine has other bytes under ${name}: ${id} instead of ${contents}. Remove them: docker image rm ${name}`,
  );
}

/** The digest of the image's configuration. Where the registry is away the engine is believed: it checked the digest when it pulled. */
async function contentOf(place: ImagePlace, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await place.configuration(signal);
  } catch (error) {
    if (!(error instanceof DriverError) || signal.aborted) throw error;
    return undefined;
  }
}

async function fetchFrom(engine: Engine, place: ImagePlace, signal: AbortSignal): Promise<void> {
  if (place.kind === 'loaded') {
    await load(engine, place, signal);
    return;
  }
  const { reference } = place;
  const at = reference.lastIndexOf('@');
  const login = await place.login();
  const answer = await engine.ask(
    {
      method: 'POST',
      path: '/images/create',
      query: { fromImage: reference.slice(0, at), tag: reference.slice(at + 1) },
      headers: login === null ? {} : { 'X-Registry-Auth': header(login) },
      within: PULL_WITHIN,
    },
    signal,
  );
  // Progress comes as lines under a status of 200, and so does what went wrong on the way.
  const said = answer.body.toString('utf8');
  if (answer.status === 200 && !/"error(?:Detail)?"\s*:\s*["{]/.test(said)) return;
  throw cannotPull(reference, answer.status === 200 ? errorIn(said) : saidBy(answer));
}

async function load(
  engine: Engine,
  place: Extract<ImagePlace, { kind: 'loaded' }>,
  signal: AbortSignal,
): Promise<void> {
  const { file, done } = await place.archive(signal);
  try {
    const answer = await engine.ask({ method: 'POST', path: '/images/load', file, within: PULL_WITHIN }, signal);
    if (answer.status !== 200) throw refusalOf(answer, `loading the image ${place.reference} into the engine`);
  } finally {
    await done();
  }
}

function cannotPull(reference: string, words: string): DriverError {
  const isMissing = /not found|manifest unknown|name unknown|no such|unknown blob/i.test(words);
  const isDenied = /unauthorized|denied|authentication required/i.test(words);
  const remedy = isMissing
    ? 'It is neither in the engine nor in the registry: push it there again, or go back to another release: plimsoll rollback --to'
    : isDenied
      ? 'Give the engine a login: registry.username and registry.password, or docker login'
      : /http: server gave HTTP response to HTTPS|certificate|tls/i.test(words)
        ? 'Tell the engine that this registry has no certificate it knows: insecure in registries.conf, or insecure-registries of Docker'
        : 'See whether the engine reaches the registry';
  return new DriverError(`the engine cannot pull ${reference}: ${words}. ${remedy}`, {
    retryable: !isMissing && !isDenied,
  });
}

function errorIn(lines: string): string {
  for (const line of lines.split('\n').toReversed()) {
    const found = /"(?:error|message)"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
    if (found !== undefined) return String(JSON.parse(found));
  }
  return 'it does not say why';
}

const header = ({ username, password, server }: ImageLogin): string =>
  Buffer.from(JSON.stringify({ username, password: password.reveal(), serveraddress: server })).toString('base64url');

/** The one image that a target of containers runs. */
export function imageOf(artifacts: readonly Artifact[]): Artifact {
  const [image, ...more] = artifacts.filter(({ kind }) => kind === 'container');
  if (image === undefined) throw lasting('the release has no artifact of kind container to run');
  if (more.length > 0)
    throw lasting(`the release has ${more.length + 1} artifacts of kind container: which is to run cannot be told`);
  return image;
}
