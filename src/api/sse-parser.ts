/** One message of an event stream. */
export interface SseMessage {
  /** Where it stands; empty until the stream named a place. */
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/** Reads an event stream piece by piece, wherever the pieces are cut. */
export interface SseParser {
  /** The messages that end in this piece of the text. */
  push(text: string): readonly SseMessage[];
  /** After how many milliseconds to come again, as the stream said; null when it did not. */
  readonly retry: number | null;
}

/** No line is longer, in characters: whoever sends more sends no events of ours. */
const LONGEST_LINE = 16 * 1_048_576;

/** A parser of `text/event-stream` as browsers read it: lines end with LF, CR or both, a blank one ends a message. */
export function sseParser(): SseParser {
  let rest = '';
  let afterReturn = false;
  let isFirst = true;
  let retry: number | null = null;
  let id = '';
  let type = '';
  let data: string[] = [];

  const field = (name: string, value: string): void => {
    if (name === 'data') data.push(value);
    if (name === 'event') type = value;
    if (name === 'id' && !value.includes('\0')) id = value;
    if (name === 'retry' && /^\d+$/.test(value)) retry = Number(value);
  };
  const line = (text: string): SseMessage | null => {
    if (text === '') {
      const message = data.length === 0 ? null : { id, type: type === '' ? 'message' : type, data: data.join('\n') };
      data = [];
      type = '';
      return message;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return null;
    const name = colon === -1 ? text : text.slice(0, colon);
    field(name, colon === -1 ? '' : text.slice(colon + 1).replace(/^ /, ''));
    return null;
  };
  return {
    push: (piece) => {
      let text = piece;
      if (isFirst && text !== '') {
        isFirst = false;
        text = text.replace(/^\u{FEFF}/u, '');
      }
      // The second half of a line's end that a piece was cut in.
      if (afterReturn && text.startsWith('\n')) text = text.slice(1);
      if (piece !== '') afterReturn = text === '' ? false : text.endsWith('\r');
      const lines = (rest + text).split(/\r\n|\r|\n/);
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) throw new RangeError('a line of the event stream does not end');
      return lines.flatMap((one) => line(one) ?? []);
    },
    get retry() {
      return retry;
    },
  };
}
