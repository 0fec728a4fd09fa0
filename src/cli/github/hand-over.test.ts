import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RECORDED, recordedAt } from '../../../test/terminal/recorded.ts';
import { controlPlaneClient } from '../../api/client.ts';
import { handOver, outputLines, summarise } from './hand-over.ts';

let dir: string;
const file = (name: string): string => join(dir, name);

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-github-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A control plane that has one report and a page. */
const plane = (markdown: string | null, page = 'http://localhost:7311') =>
  controlPlaneClient(async (_, path) => {
    if (path === '/api/v1/about') return { status: 200, text: JSON.stringify({ page }) };
    if (markdown === null) {
      const problems = [{ code: 'report-not-yet', message: 'nothing yet', remedy: 'look' }];
      return { status: 409, text: JSON.stringify({ kind: 'refused', problems }) };
    }
    return { status: 200, text: JSON.stringify({ kind: path.split('/').at(-1), model: {}, markdown }) };
  });
const [, good] = RECORDED;
const { view } = recordedAt(good, 'DeploymentCompleted');

describe('what a job is given', () => {
  it('does not decide how a deployment ended: what cannot be written is told, and what can is given', async () => {
    const unwritable = join(dir, 'no', 'such', 'folder');

    const problems = await handOver(plane('# Report\n'), view, {
      GITHUB_OUTPUT: unwritable,
      GITHUB_STEP_SUMMARY: file('summary'),
    });

    expect(problems).toEqual([expect.stringContaining('GITHUB_OUTPUT cannot be written')]);
    expect(await readFile(file('summary'), 'utf8')).toContain('Report');
    await expect(summarise(plane('# Report\n'), view.id, 'post', unwritable)).rejects.toMatchObject({
      problems: [{ code: 'file-unwritable' }],
    });
  });

  it('the steps after it get the id, the signal and where to look', async () => {
    await writeFile(file('output'), 'before=1\n');

    await handOver(plane('# Report\n'), view, { GITHUB_OUTPUT: file('output') });

    expect(await readFile(file('output'), 'utf8')).toBe(
      `before=1\ndeployment_id=${view.id}\nsignal=DEPLOYMENT_COMPLETE\nurl=http://localhost:7311/d/${view.id}\n`,
    );
  });

  it('the page of the run gets the report, after what stands there', async () => {
    await writeFile(file('summary'), 'tests passed\n');

    await handOver(plane('# Post-Deployment Report\n\nfine\n'), view, { GITHUB_STEP_SUMMARY: file('summary') });

    expect(await readFile(file('summary'), 'utf8')).toMatch(/^tests passed\n### Post-Deployment Report\n\nfine\n/);
  });

  it('there is no address where there is no page, and nothing is written where nothing is asked for', async () => {
    await handOver(plane('# R\n', ''), view, { GITHUB_OUTPUT: file('output') });

    expect(await readFile(file('output'), 'utf8')).toContain('\nurl=\n');
    await expect(readFile(file('summary'), 'utf8')).rejects.toThrow('ENOENT');
    expect(await summarise(plane('# R\n'), 'dep_1', 'post', undefined)).toBe(false);
  });

  it('a report that is not there yet is no failure', async () => {
    await handOver(plane(null), view, { GITHUB_STEP_SUMMARY: file('summary') });

    await expect(readFile(file('summary'), 'utf8')).rejects.toThrow('ENOENT');
  });

  it('no value begins another output', () => {
    expect(outputLines({ signal: 'x\nGITHUB_TOKEN=stolen\r\ny' })).toBe('signal=x GITHUB_TOKEN=stolen y\n');
  });
});
