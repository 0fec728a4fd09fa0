import type { EventLine } from './event-line.ts';
import type { StreamPlace } from './stream-filter.ts';

/** One event as the stream sends it: of a deployment, or of an environment, where `deployment` is null. */
export interface StreamedEvent extends EventLine, StreamPlace {}

/** Events that were not sent: those behind `after`, up to and with `next`, by their positions in the journal. */
export interface Gap {
  readonly after: number;
  readonly next: number;
}

/** What a stream says of itself, beside events. Events of the record are named in capitals, these are not. */
export interface StreamSigns {
  /** The first: which record this is, and from where on it is told. */
  readonly connected: { readonly controlPlaneId: string; readonly epoch: number; readonly seq: number };
  /** Nothing happened up to this position, and the line is alive. */
  readonly heartbeat: { readonly seq: number; readonly time: string };
  /** Too much happened since: fetch a snapshot anew. The stream goes on behind `next`. */
  readonly gap: Gap;
  /** It was read too slowly and ends here; asked for again behind `after`, it sends what was missed. */
  readonly cut: Gap;
  /** It ends because the control plane does, or because its caller may not read any longer. */
  readonly end: { readonly code: 'control-plane-ending' | 'not-signed-in' | 'not-allowed' };
}
