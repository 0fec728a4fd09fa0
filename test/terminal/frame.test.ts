import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frame } from '../../src/cli/live/frame.ts';
import type { LiveModel, Size } from '../../src/cli/live/model.ts';
import type { Look } from '../../src/cli/render/look.ts';
import { widthOf } from '../../src/cli/render/width.ts';
import { RECORDED, recordedAt } from './recorded.ts';

const [first, good, bad] = RECORDED;
const PLAIN: Look = { color: false, ascii: false, zone: 'Europe/Berlin' };

/** Moments of three recorded deployments, from the first event to the last. */
const MOMENTS: Readonly<Record<string, LiveModel>> = {
  packaged: recordedAt(first, 'ArtifactsBuilt').model,
  'on staging': recordedAt(good, 'ReleasePlaced').model,
  rehearsing: recordedAt(good, 'RehearsalMoved', { n: 2 }).model,
  'waiting for approval': recordedAt(first, 'ApprovalRequested').model,
  'first release in the bake': recordedAt(first, 'ProductionDeployed', { blocks: 5 }).model,
  'candidate starting': recordedAt(good, 'PromotionStarted').model,
  'stage 1': recordedAt(good, 'TrafficShifted', { blocks: 6 }).model,
  'stage 1, gates folded': { ...recordedAt(good, 'TrafficShifted', { blocks: 6 }).model, areGatesShown: false },
  'stage 2, help': { ...recordedAt(good, 'TrafficShifted', { n: 2, blocks: 3 }).model, foot: { kind: 'help' } },
  'stage 2, a reason is typed': {
    ...recordedAt(good, 'TrafficShifted', { n: 2, blocks: 3 }).model,
    foot: { kind: 'asking', act: 'rollback', text: 'the graph smells' },
  },
  bake: recordedAt(good, 'ProductionDeployed', { blocks: 4 }).model,
  completed: { ...recordedAt(good, 'DeploymentCompleted').model, foot: { kind: 'none' } },
  'held by the judge': recordedAt(bad, 'HoldPlaced').model,
  'held, nothing heard for a while': { ...recordedAt(bad, 'HoldPlaced').model, silentFor: 12 },
  'rolling back': recordedAt(bad, 'RollbackStarted').model,
  'rolled back': { ...recordedAt(bad, 'RolledBack').model, foot: { kind: 'none' } },
  closed: { ...recordedAt(bad, 'DeploymentClosed').model, foot: { kind: 'none' } },
};

const LOOKS: Readonly<Record<string, Look>> = {
  color: { ...PLAIN, color: true },
  'no-color': PLAIN,
  ascii: { ...PLAIN, ascii: true },
};

const shownIn = (size: Size, look: Look): string =>
  Object.entries(MOMENTS)
    .map(([name, model]) => `── ${name}\n${frame(model, size, look).join('\n')}\n`)
    .join('\n');

describe.each([80, 140])('at %i columns', (columns) => {
  it.each(Object.keys(LOOKS))('the live view looks as it did, %s', async (name) => {
    const look = LOOKS[name] ?? PLAIN;

    const shown = shownIn({ columns, rows: 40 }, look);

    await expect(shown).toMatchFileSnapshot(join(import.meta.dirname, `snapshots/live.${columns}.${name}.txt`));
  });

  it('colour adds nothing but colour', () => {
    const size = { columns, rows: 40 };

    expect(stripVTControlCharacters(shownIn(size, { ...PLAIN, color: true }))).toBe(shownIn(size, PLAIN));
  });

  it('with --ascii every sign is one that any terminal has', () => {
    const shown = Object.values(MOMENTS).flatMap((model) =>
      frame(model, { columns, rows: 40 }, { ...PLAIN, ascii: true }),
    );

    expect(shown.filter((line) => !/^[\x20-\x7e]*$/.test(line))).toEqual([]);
  });
});

it('at 80 columns the line of a stage still says what comes next, and when', () => {
  const { model } = recordedAt(good, 'TrafficShifted', { blocks: 6 });
  const shown = frame(model, { columns: 80, rows: 40 }, PLAIN).find((line) => line.includes('Rolling out canary'));

  expect(shown).toMatch(/ left · next \d+ % at \d\d:\d\d [A-Z]+$/);
});

it('the last frame leaves the waiting to the closing report below it', () => {
  const { model } = recordedAt(bad, 'RolledBack');
  const shown = (foot: LiveModel['foot']) => frame({ ...model, foot }, { columns: 80, rows: 40 }, PLAIN).join('\n');

  expect(shown({ kind: 'keys' })).toContain('who ends it:');
  expect(shown({ kind: 'none' })).not.toContain('who ends it:');
});

const models = fc.constantFrom(...Object.values(MOMENTS));
const sizes = fc.record({ columns: fc.integer({ min: 20, max: 200 }), rows: fc.integer({ min: 3, max: 60 }) });
const looks = fc.record({ color: fc.boolean(), ascii: fc.boolean(), zone: fc.constantFrom('UTC', 'Asia/Kolkata') });

describe('a frame', () => {
  it('fits: no line reaches the last column, and a row is left for the cursor', () => {
    fc.assert(
      fc.property(models, sizes, looks, (model, size, look) => {
        const lines = frame(model, size, look);

        expect(lines.length).toBeLessThanOrEqual(size.rows - 1);
        for (const line of lines) expect(widthOf(stripVTControlCharacters(line))).toBeLessThan(size.columns);
      }),
    );
  });

  it('never folds a failure away, however low the terminal is', () => {
    const failed = fc.constantFrom(MOMENTS['rolling back'], MOMENTS['rolled back'], MOMENTS.closed);
    fc.assert(
      fc.property(
        failed,
        fc.integer({ min: 3, max: 60 }),
        fc.integer({ min: 40, max: 200 }),
        (model, rows, columns) => {
          if (model === undefined) throw new Error('no such moment');

          expect(frame(model, { columns, rows }, PLAIN).join('\n')).toContain('✖ Rolling out');
        },
      ),
    );
  });

  it('says why it waits, who can end that, until when and what follows by itself, on a screen of 24 rows', () => {
    for (const columns of [80, 140]) {
      const shown = frame(MOMENTS['waiting for approval'] as LiveModel, { columns, rows: 24 }, PLAIN)
        .join(' ')
        .replaceAll(/\s+/g, ' ');

      expect(shown).toContain('approval (production-promotion)');
      expect(shown).toContain('who ends it: person:demo · until');
      expect(shown).toContain('then by itself: expires');
      expect(shown).toMatch(/plimsoll approve dep_\S+/);
    }
  });

  it('drops the trend first where columns are short, and keeps value and verdict to the last', () => {
    const at = (columns: number): string =>
      frame(MOMENTS['stage 1'] as LiveModel, { columns, rows: 40 }, PLAIN).find((line) =>
        line.includes('error_rate < 3%'),
      ) ?? '';

    expect(at(140)).toMatch(/0 % {2}stable 0 % {2}bounds 0–8.04 % {2}\S*▁.* … ~129 more requests/);
    expect(at(80)).toMatch(/0 % {2}stable 0 % {2}bounds 0–8.04 % {2}… ~129 more requests/);
    expect(at(68)).toMatch(/0 % {2}stable 0 % {2}… ~129 more requests/);
    expect(at(50)).toMatch(/0 % {2}… ~129 more/);
  });

  it('is the same text for the same model: nothing in it asks a clock', () => {
    for (const model of Object.values(MOMENTS)) {
      const size = { columns: 100, rows: 30 };

      expect(frame(model, size, PLAIN)).toEqual(frame(structuredClone(model), size, PLAIN));
    }
  });
});

describe('what others wrote', () => {
  const base = MOMENTS['stage 1'] as LiveModel;
  const told = (text: string): LiveModel => ({
    ...base,
    view: {
      ...base.view,
      requester: text,
      unit: text,
      waiting: { for: `hold: ${text}`, who: [text], since: null, until: null, default: text },
    },
    story: { ...base.story, passages: base.story.passages.map((one) => ({ ...one, facts: [text] })) },
  });
  const hostile = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.constantFrom(
      '\u001b[2J\u001b]0;owned\u0007',
      'a\nb\r\nc',
      '全部の試験が通りました',
      '👩‍🚀👍🏽'.repeat(20),
      'e\u0301\u202e'.repeat(30),
    ),
  );

  it('neither steers the terminal nor breaks the frame', () => {
    fc.assert(
      fc.property(hostile, sizes, (text, size) => {
        const lines = frame(told(text), size, PLAIN);

        expect(lines.length).toBeLessThanOrEqual(size.rows - 1);
        for (const line of lines) {
          expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
          expect(widthOf(line)).toBeLessThan(size.columns);
        }
      }),
    );
  });
});
