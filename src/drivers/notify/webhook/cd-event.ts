import type { Notice } from '../../../core/notice/notice.ts';
import { CD_DEFAULT } from '../../../core/notice/wanted.ts';

/** A CDEvent of the 0.5 specification: what happened to a service or an environment. */
export interface CdEvent {
  readonly context: {
    readonly specversion: string;
    readonly id: string;
    readonly source: string;
    readonly type: string;
    readonly timestamp: string;
  };
  readonly subject: { readonly id: string; readonly source: string; readonly type: string; readonly content: unknown };
}

/** The CDEvent that says this; null where there is none. */
export function cdEventOf(notice: Notice, id: string): CdEvent | null {
  if (!CD_DEFAULT.includes(notice.kind)) return null;
  const source = `/plimsoll/units/${notice.unit}`;
  const environment = { id: notice.environment, source };
  const artifactId = purlOf(notice);
  const service = serviceEvent(notice);
  const context = {
    specversion: '0.5.1',
    id,
    source,
    type: service === null ? 'dev.cdevents.environment.modified.0.3.0' : `dev.cdevents.service.${service}.0.3.0`,
    timestamp: new Date(notice.at).toISOString(),
  };
  return service === null
    ? { context, subject: { ...environment, type: 'environment', content: { name: notice.environment } } }
    : { context, subject: { id: notice.unit, source, type: 'service', content: { environment, artifactId } } };
}

function serviceEvent({ kind, from }: Notice): 'deployed' | 'upgraded' | 'rolledback' | null {
  if (kind === 'rollback.finished') return 'rolledback';
  if (kind !== 'production.deployed') return null;
  return from === null ? 'deployed' : 'upgraded';
}

/** What was deployed, as a package URL: by its digest where it is an image, else by its version with the digest beside it. */
export function purlOf({ unit, version, artifacts }: Pick<Notice, 'unit' | 'version' | 'artifacts'>): string {
  const image = artifacts.find(({ kind }) => kind === 'container');
  const first = image ?? artifacts[0];
  if (image !== undefined) return `pkg:oci/${unit}@${encodeURIComponent(image.digest)}`;
  const checksum = first === undefined ? '' : `?checksum=${first.digest}`;
  return `pkg:generic/${unit}@${encodeURIComponent(version)}${checksum}`;
}
