import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOnGithub } from '../../src/cli/github/workflow-command.ts';
import { problemsText } from '../../src/cli/render/problem.ts';
import { shown } from '../../src/cli/render/shown.ts';
import { penOf, written } from '../../src/cli/render/styled.ts';
import { onOneLine, visible, visibleJson } from '../../src/cli/render/visible.ts';
import { lastLines, printable } from '../../src/drivers/shared/printable.ts';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../api/control-plane.ts';

const all = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index));

/** Signs that steer a terminal, turn a text round or hide in it. */
const SIGNS = [
  ...all(0x00, 0x1f).filter((sign) => sign !== '\n' && sign !== '\t'),
  ...all(0x7f, 0x9f),
  ...all(0x200b, 0x200f),
  ...all(0x2028, 0x202e),
  ...all(0x2060, 0x206f),
  ...[
    '\u00ad',
    '\u061c',
    '\u115f',
    '\u180e',
    '\u3164',
    '\ufeff',
    '\uffa0',
    '\ufff9',
    '\u{e0001}',
    '\u{e0041}',
    '\u{e007f}',
  ],
];
/** What terminals take for commands. */
const COMMANDS = [
  ...[
    '\u001b[2J',
    '\u001b[31m',
    '\u001b[?1049h',
    '\u001b]0;title\u0007',
    '\u001b]8;;http://x\u001b\\y\u001b]8;;\u001b\\',
    '\u001bc',
  ],
  ...[
    '\u001b]52;c;cm0gLXJm\u0007',
    '\u001bP$q"p\u001b\\',
    '\u001b_x\u001b\\',
    '\u001b^x\u001b\\',
    '\u001b#8',
    '\u001b(0',
    '\u009b2J',
    '\u009d0;x\u009c',
  ],
  ...[
    '\r$ approved by ada',
    'a\b\bb',
    '\u001b[6n',
    '\u001b[1;1H',
    '\u001b]1337;File=:x\u0007',
    'x\u001b',
    '\u001b[',
    '\u001b]0;',
  ],
];
const CORPUS = [...SIGNS.map((sign) => `be${sign}fore`), ...COMMANDS.map((one) => `be${one}fore`), SIGNS.join('')];

const isHarmful = (text: string): string | undefined => SIGNS.find((sign) => text.includes(sign));
const LOOK = { color: false, ascii: false, unicode: true, zone: 'UTC' } as never;

describe('every way to a terminal', () => {
  const WAYS: Readonly<Record<string, (text: string) => string>> = {
    visible,
    onOneLine,
    printable,
    'lines of a log': (text) => lastLines(text, 100).join('\n'),
    'a whole answer': (text) => shown(text, {}, false),
    'a whole answer in ASCII': (text) => shown(text, {}, true),
    'a whole answer on GitHub': (text) => shown(text, { GITHUB_ACTIONS: 'true' }, false),
    'a piece of a line': (text) => written([penOf(LOOK).span(text)], LOOK),
    'a document': visibleJson,
    'an error': (text) => shown(problemsText([{ code: 'x', message: text, remedy: text, path: text }]), {}, false),
  };

  it.each(Object.entries(WAYS))('takes the harm out of all that could be there: %s', (_, way) => {
    for (const text of CORPUS) {
      const seen = way(text);
      expect(isHarmful(seen), JSON.stringify([text, seen])).toBeUndefined();
    }
  });

  it.each(Object.entries(WAYS))('leaves what people write as it is: %s', (name, way) => {
    const text = name.includes('ASCII') ? 'plain words, 5 %' : 'Grüße, 5 % · שלום 你好 😀';

    expect(way(text)).toContain(text);
  });

  it('keeps every value of a document: it is read back the same', () => {
    for (const text of CORPUS) expect(JSON.parse(visibleJson({ [text]: [text] }))).toEqual({ [text]: [text] });
  });

  it('that is a log line is not endless', () => {
    expect(printable('x'.repeat(1_000_000)).length).toBeLessThan(2_100);
  });
});

describe('what others write of a deployment', () => {
  let here: ControlPlaneOnBench;
  beforeAll(async () => {
    here = await aControlPlane();
    await here.enrol();
  });
  afterAll(() => here.close());

  it('comes out of status, sheet, history, plan and report without harm', async () => {
    const reason = CORPUS.slice(-COMMANDS.length - 1, -1)
      .join(' ')
      .slice(0, 400);
    const { view } = await here.plane.open({ ...REQUEST, reason, ticket: 'T\u202e1' });
    await here.until(view.id, 'awaiting-approval');
    const sheet = await here.plane.sheet(view.id, 'production-promotion');
    const report = await here.plane.report(view.id, 'plan');
    const said = [await here.plane.get(view.id), sheet, await here.plane.history({} as never).catch(() => null)];

    for (const one of [...said.map((value) => visibleJson(value)), shown(report.markdown, {}, false)]) {
      expect(isHarmful(one), one).toBeUndefined();
    }
    expect(JSON.stringify(said)).toContain('approved by ada');
  });
});

// All that is printed goes through one of the ways above: who else writes to a terminal stands here, with what it writes.
it('nobody writes to the terminal by another way', () => {
  const WRITERS: Readonly<Record<string, string>> = {
    'src/cli/printing.ts': 'shown, written, visibleJson, and annotations, which escape by themselves',
    'src/cli/command.ts': 'shown and visibleJson',
    'src/cli/quick/status.ts': 'visibleJson',
    'src/cli/command-line.ts': 'words of ours, and slips of this account’s own environment',
    'src/cli/connect.ts': 'words of ours',
    'src/cli/signed-in.ts': 'words of ours',
    'src/cli/completion/complete.ts': 'for a shell, which quotes by itself',
    'src/cli/live/watch-live.ts': 'frames of pieces',
    'src/cli/live/watch-plain.ts': 'lines of pieces',
    'src/cli/doctor/isolation/reach-as.ts': 'JSON for its own parent',
    'src/drivers/check/command/results/reading-process.ts': 'JSON for its own parent',
    'src/router/run.ts': 'words of ours',
    'src/router/router.ts': 'words of ours',
    'src/verify/main.ts': 'words of ours and figures of a record',
  };
  const files = readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    // What only tests run is in no program of ours.
    .filter((file) => !file.includes('/testing/'));
  const writing = files.filter((file) =>
    /\bstd(?:out|err)\.write\(|console\.(?:log|error|warn|info)\(/.test(readFileSync(file, 'utf8')),
  );

  expect(
    writing.filter((file) => !Object.hasOwn(WRITERS, file) && !/init\/smoke-text|compose\/control-plane/.test(file)),
  ).toEqual([]);
  expect(isOnGithub({})).toBe(false);
});
