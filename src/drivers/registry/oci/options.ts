import { join } from 'node:path';
import type { OciRegistrySpec } from '../../../core/unit/registry.ts';
import type { AddressesOf } from '../../shared/outgoing/checked-address.ts';
import type { UploadManner } from './upload.ts';
import { uploadNotes } from './upload-notes.ts';
import type { WayOut } from './way-out.ts';

/** How this machine speaks to a registry. */
export interface OciOptions {
  /** Where artifacts are unpacked, in a folder for each unit, and uploads are noted. */
  readonly dir: string;
  /** The most bytes of one request of an upload. */
  readonly chunk?: number;
  /** How long to wait before an upload that broke off is gone on with, each time, in milliseconds. */
  readonly pauses?: readonly number[];
  /** Milliseconds without a byte after which a connection is given up. */
  readonly silence?: number;
  /** Finds the addresses of a name; the system's own way unless a test says otherwise. */
  readonly addressesOf?: AddressesOf;
}

const CHUNK = 8 * 1024 * 1024;
const PAUSES = [250, 1_000, 4_000];
const SILENCE = 30_000;

/** Where connections to a registry may lead. */
export const wayOf = (
  { allowPrivate = [] }: OciRegistrySpec,
  { silence = SILENCE, addressesOf }: OciOptions,
): WayOut => ({
  allowPrivate,
  silence,
  ...(addressesOf === undefined ? {} : { addressesOf }),
});

/** How uploads to it are done. */
export const mannerOf = ({ dir, chunk = CHUNK, pauses = PAUSES }: OciOptions): UploadManner => ({
  chunk,
  pauses,
  notes: uploadNotes(join(dir, '.uploads')),
});
