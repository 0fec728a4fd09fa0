import { DriverError } from '../../../ports/driver-error.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { bytesOf } from './answer.ts';
import { type Descriptor, INDEX_TYPE, type Index, LARGEST_DOCUMENT, readIndex } from './document.ts';
import { readStored, store } from './manifests.ts';
import type { Repository } from './repository.ts';

/** Pages of an answer, and tries to write a list that others write to as well. */
const MOST_PAGES = 20;
const TRIES = 5;

/** What is attached to a digest: as the registry lists it, and as clients list it under a tag where the registry lists nothing. */
export async function referrersOf(
  from: Repository,
  subject: string,
  artifactType: string,
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  // Both: what was attached before a registry learned to list stands under the tag only. And an empty list is no evidence of absence.
  const tagged = (await taggedList(from, subject, signal))?.manifests ?? [];
  const listed = (await apiList(from, subject, artifactType, signal)) ?? [];
  const all = [...tagged, ...listed].filter(
    (one) => one.artifactType === undefined || one.artifactType === artifactType,
  );
  return [...new Map(all.map((one) => [one.digest, one])).values()];
}

/**
 * Everything that anybody says is attached to a digest, with the list under the tag where there is one. A list that cannot be read
 * says nothing, and is nobody's to remove.
 */
export async function everyReferrerOf(
  from: Repository,
  subject: string,
  signal: AbortSignal,
): Promise<{ readonly list: string | undefined; readonly referrers: readonly Descriptor[] }> {
  const reading = await readStored(from, listTag(subject), INDEX_TYPE, signal);
  const tagged = reading.kind === 'found' ? readIndex(reading.stored.bytes) : undefined;
  const listed = (await apiList(from, subject, undefined, signal)) ?? [];
  const all = [...(tagged?.manifests ?? []), ...listed];
  return {
    list: reading.kind === 'found' && tagged !== undefined ? reading.stored.digest : undefined,
    referrers: [...new Map(all.map((one) => [one.digest, one])).values()],
  };
}

/** The registry's own list, of one type or of all; undefined where it keeps none. */
async function apiList(
  { server, name, scopes }: Repository,
  subject: string,
  artifactType: string | undefined,
  signal: AbortSignal,
): Promise<readonly Descriptor[] | undefined> {
  const doing = `asking ${server.host}/${name} what is attached to ${subject}`;
  const found: Descriptor[] = [];
  const query = artifactType === undefined ? '' : `?${new URLSearchParams({ artifactType }).toString()}`;
  let path: string | undefined = `/v2/${name}/referrers/${subject}${query}`;
  for (let page = 0; path !== undefined; page += 1) {
    if (page === MOST_PAGES) throw lasting(`${doing}: the list does not end`);
    const answer = await server.ask(
      { method: 'GET', path, scopes: scopes.pull, headers: { Accept: INDEX_TYPE } },
      signal,
    );
    const { statusCode: status = 0, headers } = answer;
    if (status === 404 || status === 405 || status === 400) {
      answer.destroy();
      return page === 0 ? undefined : found;
    }
    if (status !== 200) throw await server.refusal(answer, doing, signal);
    const index = readIndex(await bytesOf(answer, LARGEST_DOCUMENT, doing, signal));
    const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
    // A page of some other kind under a status of 200 is no list.
    if (index === undefined || type !== INDEX_TYPE) return page === 0 ? undefined : found;
    found.push(...index.manifests);
    path = nextPage(String(headers.link ?? ''), path, server.host);
  }
  return found;
}

function nextPage(link: string, before: string, host: string): string | undefined {
  const next = /<([^>]{1,4096})>\s*;\s*rel="?next"?/.exec(link)?.[1];
  const base = `https://${host}${before}`;
  if (next === undefined || !URL.canParse(next, base)) return undefined;
  const url = new URL(next, base);
  return url.hostname === new URL(base).hostname ? `${url.pathname}${url.search}` : undefined;
}

/** The tag under which clients list what is attached to a digest. */
const listTag = (subject: string): string => subject.replace(':', '-');

/** The list under the tag; undefined where there is none. One that cannot be read is an error: nobody writes over it. */
async function taggedList(from: Repository, subject: string, signal: AbortSignal): Promise<Index | undefined> {
  const reading = await readStored(from, listTag(subject), INDEX_TYPE, signal);
  if (reading.kind === 'wrong') throw lasting(reading.why);
  if (reading.kind === 'missing') return undefined;
  const index = readIndex(reading.stored.bytes);
  if (index === undefined)
    throw lasting(`${listTag(subject)} of ${from.server.host}/${from.name} is no list of manifests`);
  return index;
}

/**
 * Puts a manifest at the head of the list under the tag, leaves every other where it is, and reads the list again: where another
 * client wrote at the same moment, both are in it in the end. `drop` says which may go.
 */
export async function listUnderTag(
  to: Repository,
  subject: string,
  own: Descriptor,
  drop: (rest: readonly Descriptor[]) => ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  let wanted: readonly Descriptor[] = [own];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await taggedList(to, subject, signal);
    const present = before?.manifests ?? [];
    if (wanted.every(({ digest }) => present.some((one) => one.digest === digest))) return;
    const others = present.filter(({ digest }) => wanted.every((one) => one.digest !== digest));
    const all = [...wanted, ...others];
    const gone = drop(all);
    const manifests = all.filter(({ digest }) => !gone.has(digest));
    const text = JSON.stringify({ ...before, schemaVersion: 2, mediaType: INDEX_TYPE, manifests });
    await store(to, listTag(subject), { text, mediaType: INDEX_TYPE }, signal);
    // What we saw must still be there when we look again, whoever wrote after us.
    wanted = manifests;
  }
  throw new DriverError(`${to.server.host}/${to.name}: others write to ${listTag(subject)} all the time`, {
    retryable: true,
  });
}
