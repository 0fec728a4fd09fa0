import { setTimeout as wait } from 'node:timers/promises';
import { DriverError } from '../../../ports/driver-error.ts';
import { lasting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { type BlobName, isNamed } from './blobs.ts';
import type { Repository } from './repository.ts';
import type { UploadNotes } from './upload-notes.ts';
import { beginUpload, nextLocation, offsetIn, resumedUpload, type UploadSession } from './upload-session.ts';

/** Bytes that are read piece by piece. */
export interface Source extends BlobName {
  read(from: number, length: number): Promise<Uint8Array>;
}

/** How uploads are done. */
export interface UploadManner {
  /** The most bytes that one request carries. */
  readonly chunk: number;
  /** How long to wait before each further try, in milliseconds. */
  readonly pauses: readonly number[];
  readonly notes: UploadNotes;
}

/** An upload whose thread is lost: to be taken up where the registry says, or begun anew. */
class LostThread extends DriverError {
  readonly mayGoOn: boolean;

  constructor(message: string, mayGoOn: boolean, cause?: unknown) {
    super(message, { retryable: true, cause });
    this.mayGoOn = mayGoOn;
  }
}

/**
 * Uploads some bytes: in one request where they fit into one, else in pieces, each after the last that arrived. What broke off is
 * gone on with, also by a process that was started again.
 */
export async function upload(to: Repository, source: Source, manner: UploadManner, signal: AbortSignal): Promise<void> {
  let furthest = 0;
  for (let tries = 0; ; tries += 1) {
    try {
      // What broke off may have been the answer only.
      if (tries > 0 && (await isNamed(to, source.digest, signal))) return;
      await attempt(to, source, manner, signal);
      return;
    } catch (error) {
      const reached = (await manner.notes.read(to, source.digest))?.offset ?? 0;
      if (reached > furthest) tries = 0;
      furthest = Math.max(furthest, reached);
      const pause = manner.pauses[tries];
      if (!(error instanceof DriverError) || !error.retryable || pause === undefined || signal.aborted) throw error;
      await wait(pause, undefined, { signal });
    }
  }
}

async function attempt(to: Repository, source: Source, manner: UploadManner, signal: AbortSignal): Promise<void> {
  const { notes, chunk } = manner;
  const noted = await notes.read(to, source.digest);
  const earlier = noted === undefined ? undefined : await resumedUpload(to, noted.location, signal);
  if (noted !== undefined && earlier === undefined) await notes.forget(to, source.digest);
  const begun = earlier ?? (await beginUpload(to, null, signal));
  if (begun === true) return;
  if (begun.offset > source.size) {
    await notes.forget(to, source.digest);
    throw lasting(`${to.server.host} says that it has ${begun.offset} bytes of ${source.size}`);
  }
  let session: UploadSession = begun;
  try {
    const isInOne = source.size <= chunk && session.offset === 0;
    while (!isInOne && session.offset < source.size) {
      session = await sendPiece(to, source, session, Math.min(chunk, source.size - session.offset), signal);
      await notes.write(to, source.digest, session);
    }
    await finish(to, source, session, isInOne ? await source.read(0, source.size) : new Uint8Array(), signal);
  } catch (error) {
    const goesOn = error instanceof DriverError && error.retryable && !(error instanceof LostThread && !error.mayGoOn);
    if (!goesOn) await notes.forget(to, source.digest);
    // What was begun before may hold bytes that are not ours: only a new one tells.
    if (error instanceof DriverError && !error.retryable && earlier !== undefined) {
      throw new LostThread(error.message, false, error);
    }
    throw error;
  }
  await notes.forget(to, source.digest);
}

async function sendPiece(
  { server, name, scopes }: Repository,
  source: Source,
  { location, offset }: UploadSession,
  length: number,
  signal: AbortSignal,
): Promise<UploadSession> {
  const doing = `uploading ${source.digest} to ${server.host}/${name}`;
  stopWhenAborted(signal, doing);
  const body = await source.read(offset, length);
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Content-Range': `${offset}-${offset + body.byteLength - 1}`,
  };
  const answer = await server.ask({ method: 'PATCH', path: location, scopes: scopes.push, headers, body }, signal);
  const { statusCode: status = 0 } = answer;
  if (status === 416 || status === 404) {
    answer.destroy();
    throw new LostThread(`${doing}: the registry is not where we are (${status})`, status === 416);
  }
  if (status !== 202) throw await server.refusal(answer, doing, signal);
  answer.destroy();
  const sent = offset + body.byteLength;
  const arrived = offsetIn(answer) ?? sent;
  if (arrived > sent) throw lasting(`${doing}: it says that ${arrived} bytes arrived, and ${sent} were sent`);
  if (arrived <= offset) throw new LostThread(`${doing}: nothing of what was sent arrived`, true);
  return { location: nextLocation(answer, server.host, location), offset: arrived };
}

async function finish(
  { server, name, scopes }: Repository,
  { digest }: BlobName,
  { location }: UploadSession,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const doing = `ending the upload of ${digest} to ${server.host}/${name}`;
  const path = `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
  const headers = { 'Content-Type': 'application/octet-stream' };
  const answer = await server.ask({ method: 'PUT', path, scopes: scopes.push, headers, body }, signal);
  const { statusCode: status = 0 } = answer;
  if (status === 404 || status === 416) {
    answer.destroy();
    throw new LostThread(`${doing}: the upload is not known any more`, false);
  }
  if (status !== 201 && status !== 204) throw await server.refusal(answer, doing, signal);
  answer.destroy();
  const said = answer.headers['docker-content-digest'];
  if (said !== undefined && said !== digest) throw lasting(`${doing}: it says that they are ${String(said)}`);
}
