import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../api/problem.ts';
import { changeRow } from '../../core/verdict/replay/document.ts';
import { aStage } from '../../testing/replayed.ts';
import { play } from './play.ts';

const line = (t: number, more: object = {}): string =>
  JSON.stringify({ t, track: 'candidate', requests: 50, errors: 1, ...more });

/** Plays a text that comes in chunks of so many bytes. */
async function played(text: string, chunk = 1 << 16) {
  const bytes = Buffer.from(text);
  async function* stream(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const rows: object[] = [];
  const warnings: string[] = [];
  const { final, lines } = await play(stream(), 'x.ndjson', aStage(), {
    changed: (change) => rows.push(changeRow(change)),
    warned: (warning) => warnings.push(warning),
  });
  return { rows, warnings, final, lines };
}

const problemOf = async (text: string) => {
  const error: unknown = await played(text).catch((problem: unknown) => problem);
  if (!(error instanceof ProblemError)) throw new Error('it played to its end');
  const [{ code, path, line: at, col, length } = { code: '' }] = error.problems;
  return { kind: error.kind, code, path, line: at, col, length };
};

describe('lines', () => {
  it('are the same in chunks of any size', async () => {
    const text = `${line(1, { source: 'größer — ¼' })}\n\n${line(2)}\r\n${line(3)}\n${line(3, { source: 'é' })}`;
    const whole = await played(text);

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 80 }), async (chunk) => {
        expect(await played(text, chunk)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
    expect(whole).toMatchObject({ lines: 5, final: { at: 3 } });
  });

  it('may be blank, begin with a byte order mark, and end without an end', async () => {
    expect(await played(`\ufeff${line(1)}\n \n\n${line(2)}`)).toMatchObject({ lines: 4, final: { at: 2 } });
  });

  it('behind the end of the stage are read no more', async () => {
    const bad = Array.from({ length: 100 }, (_, index) => line(index + 1, { errors: 20 })).join('\n');
    const { final, lines } = await played(`${bad}\nthis is no record`);

    expect(final.verdict).toBe('fail');
    expect(lines).toBeLessThan(30);
  });
});

describe('a line that cannot be read ends the replay at its place', () => {
  it.each([
    ['the JSON ends too soon', '{"t":1', 'samples-json', 7],
    ['a comma too many', '{"t":1,,}', 'samples-json', 8],
    ['something behind it', `${line(1)} x`, 'samples-json', line(1).length + 2],
    ['a number that is none', '{"t":01}', 'samples-json', 7],
    ['NaN is no JSON', '{"t":1,"track":"stable","requests":NaN}', 'samples-json', 36],
    ['a wrong type', '{"t":1,"track":"stable","requests":"1","errors":0}', 'record-type', 36],
    ['a wrong type deep inside', '{"t":1,"track":"stable","latency_ms":[1, [2]]}', 'record-type', 42],
    ['unequal lengths', '{"t":1,"track":"stable","histogram":{"edges_ms":[1],"counts":[1,2,3]}}', 'record-lengths', 62],
    ['a field that is missing', '{"track":"stable"}', 'record-missing', 1],
    ['fields that exclude each other', '{"t":1,"track":"stable","restart":true}', 'record-clash', 35],
    ['no object', '[1]', 'record-type', 1],
  ])('%s', async (_, text, code, col) => {
    expect(await problemOf(`${line(1)}\n\n${text}\n${line(2)}\n`)).toMatchObject({
      ...{ kind: 'usage', code, path: 'x.ndjson', line: 3, col },
    });
  });

  it('a new source in every line', async () => {
    const lines = Array.from({ length: 1_100 }, (_, index) => line(1, { source: `s${index}` }));

    expect(await problemOf(lines.join('\n'))).toMatchObject({ code: 'samples-sources', line: 1_001 });
  });

  it('marks the value, of an escaped or doubled key as well', async () => {
    expect(await problemOf('{"t":1,"track":"stable","re\\u0071uests":"12","errors":0}')).toMatchObject({
      ...{ col: 41, length: 4 },
    });
    expect(await problemOf('{"t":1,"t":"2","track":"stable"}')).toMatchObject({ col: 12, length: 3 });
  });
});

describe('warnings', () => {
  it('of keys that nobody knows come once', async () => {
    const { warnings } = await played(`${line(1, { colour: 'red' })}\n${line(2, { shape: 1 })}`);

    expect(warnings).toEqual(['x.ndjson:1: colour: nobody knows this, it is ignored']);
  });

  it('say that a clock is apart, that buckets do not go together, and how much was dropped', async () => {
    const histogram = { edges_ms: [10], counts: [50, 0] };
    const mixed = `${line(1, { latency_ms: [1] })}\n${line(1, { source: 'b', histogram })}`;

    expect((await played(line(1, { source_time: 40 }))).warnings).toEqual([
      'x.ndjson: the clock of replay is 39.0 s ahead: its times order, they never time',
    ]);
    expect((await played(mixed)).warnings).toEqual([
      'x.ndjson: latencies of candidate come in buckets that do not go together: some could not be counted',
    ]);
  });
});
