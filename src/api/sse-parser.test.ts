import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SseMessage, sseParser } from './sse-parser.ts';

const all = (...pieces: readonly string[]): readonly SseMessage[] => {
  const parser = sseParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

describe('an event stream', () => {
  it('is read as browsers read it: fields, comments, several lines of data, the place that stays', () => {
    const text = [
      '\u{FEFF}retry: 1500',
      ': a comment',
      'id: 7',
      'event: StageAdvanced',
      'data: {"a":1}',
      '',
      'data:one',
      'data: two',
      'unknown: x',
      '',
      'event: without-data',
      '',
      'data',
      '',
      '',
    ].join('\n');

    expect(all(text)).toEqual([
      { id: '7', type: 'StageAdvanced', data: '{"a":1}' },
      { id: '7', type: 'message', data: 'one\ntwo' },
      { id: '7', type: 'message', data: '' },
    ]);
  });

  it('says when to come again, and only in digits', () => {
    const parser = sseParser();
    expect(parser.retry).toBeNull();
    parser.push('retry: 2000\nretry: soon\n');

    expect(parser.retry).toBe(2_000);
  });

  it('gives no message that has not ended', () => {
    expect(all('id: 1\ndata: half\n')).toEqual([]);
  });

  it('means the same wherever its pieces are cut and however its lines end', () => {
    const text = 'id: 1\nevent: A\ndata: {"x":"\u{1F6A2}"}\n\n: note\ndata: y\ndata: z\n\nid: 3\ndata: w\n\n';
    const meant = all(text);
    expect(meant).toHaveLength(3);

    fc.assert(
      fc.property(
        fc.array(fc.nat(text.length * 2), { maxLength: 20 }),
        fc.constantFrom('\n', '\r', '\r\n'),
        (cuts, end) => {
          const whole = text.replaceAll('\n', end);
          const places = [0, ...cuts.map((cut) => cut % whole.length).sort((a, b) => a - b), whole.length];
          const pieces = places.slice(1).map((to, index) => whole.slice(places[index], to));
          // A lone CR ends a line only once it is known that no LF follows: then the message has come already.
          expect(all(...pieces)).toEqual(meant);
        },
      ),
    );
  });
});
