import { describe, expect, it } from 'vitest';
import { stepSummary } from './step-summary.ts';

const COMMAND = 'plimsoll report dep_1 --kind post';
const long = (title: string, lines: number): string =>
  `## ${title}\n\n${Array.from({ length: lines }, (_, index) => `- line ${index}`).join('\n')}\n`;

describe('a step summary', () => {
  it('begins its headings at the third level, as the page has the first two', () => {
    const text = stepSummary('# Report\n\nfine\n\n## Timeline\n\n### Stage\n', COMMAND);

    expect(text.match(/^#+ .*$/gm)).toEqual(['### Report', '#### Timeline', '##### Stage']);
    expect(text).toContain('fine');
  });

  it('moves a report that begins lower as little as it must', () => {
    expect(stepSummary('## Report\n\n### Gates\n', COMMAND).match(/^#+ .*$/gm)).toEqual(['### Report', '#### Gates']);
  });

  it('leaves a # in a fence alone', () => {
    expect(stepSummary('# A\n\n```\n# no heading\n```\n', COMMAND)).toContain('\n# no heading\n');
  });

  it('folds long sections, and nothing in them ends the fold', () => {
    const text = stepSummary(`${long('Timeline', 60)}- </details> and <DETAILS>\n`, COMMAND);

    expect(text.match(/<\/?details>/g)).toEqual(['<details>', '</details>']);
    expect(text).toContain('&lt;/details> and &lt;DETAILS>');
  });

  it('stays within its budget of bytes, and names what it left out with the command that prints it', () => {
    const markdown = `# Report\n\nfine\n\n${long('Timeline', 100)}\n${long('Größe', 4_000)}`;

    const text = stepSummary(markdown, COMMAND, 0, 6_000);

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(6_000);
    expect(text).toContain('#### Timeline');
    expect(text).toContain(`Left out, since a summary may not be larger: Größe. All of it: \`${COMMAND}\``);
  });

  it('counts what stands in the summary already, and writes nothing where no room is left', () => {
    expect(stepSummary('# Report\n', COMMAND, 900_000)).toBe('');
    expect(stepSummary('# Report\n', COMMAND, 890_000)).toContain('### Report');
  });

  it('is below what the host takes, however long the report is', () => {
    const markdown = Array.from({ length: 50 }, (_, index) => long(`Part ${index}`, 4_000)).join('\n');

    expect(Buffer.byteLength(stepSummary(markdown, COMMAND))).toBeLessThanOrEqual(900_000);
  });
});
