import type { Attachment } from '../../../ports/entry-evidence.ts';

/** How each kind of thing that lies beside an artifact is called in a registry, and how long it may be. */
export const ATTACHMENTS: Readonly<Record<Attachment, { readonly type: string; readonly largest: number }>> = {
  statement: { type: 'application/vnd.dsse.envelope.v1+json', largest: 1024 * 1024 },
  sbom: { type: 'application/vnd.cyclonedx+json', largest: 16 * 1024 * 1024 },
};

/** How it is called where something about it fails. */
export const ATTACHMENT_NAMES: Readonly<Record<Attachment, string>> = {
  statement: 'provenance',
  sbom: 'bill of materials',
};
