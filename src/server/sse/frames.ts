import type { StreamedEvent, StreamSigns } from '../../api/streamed.ts';

/** An event as its bytes on the wire: made once, written to every reader. JSON has no line break, so its data is one line. */
export const eventFrame = (event: StreamedEvent): Buffer =>
  Buffer.from(`id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`, 'utf8');

/** What a stream says of itself. `id`: where a reader who comes again goes on; without one it goes on where it was. */
export function signFrame<K extends keyof StreamSigns>(name: K, data: StreamSigns[K], id?: number): Buffer {
  const place = id === undefined ? '' : `id: ${id}\n`;
  return Buffer.from(`${place}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`, 'utf8');
}

/** After how many milliseconds a client comes again by itself. */
export const retryFrame = (milliseconds: number): Buffer => Buffer.from(`retry: ${milliseconds}\n\n`, 'utf8');
