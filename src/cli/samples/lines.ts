import { ProblemError } from '../../api/problem.ts';

/** A line that is longer is no record, and would have to be kept whole: 16 MiB. */
const LONGEST = 16 * 1024 * 1024;

/** What a line is given to. False wants no more lines. */
export type TakeLine = (text: string, number: number) => boolean;

/** Gives the lines of a stream one by one, as they come; never more than one of them is kept. */
export async function eachLine(stream: AsyncIterable<Buffer>, name: string, take: TakeLine): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  let number = 0;
  const takeAll = (text: string): boolean => {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      number += 1;
      if (!take(text.slice(start, end), number)) return false;
      start = end + 1;
    }
    rest = start === 0 ? text : text.slice(start);
    return true;
  };
  for await (const chunk of stream) {
    if (!takeAll(rest + decoder.decode(chunk, { stream: true }))) return;
    if (rest.length > LONGEST) throw tooLong(name, number + 1);
  }
  rest += decoder.decode();
  if (rest !== '') take(rest, number + 1);
}

const tooLong = (path: string, line: number): ProblemError =>
  new ProblemError('usage', [
    {
      code: 'samples-line',
      message: `the line is longer than ${LONGEST / 1024 / 1024} MiB`,
      remedy: 'Write one record a line',
      path,
      line,
      col: LONGEST + 1,
    },
  ]);
