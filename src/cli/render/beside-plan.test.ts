import { describe, expect, it } from 'vitest';
import { openQuestion } from '../../approval/question.ts';
import type { BesideQuestion } from '../../approval/request.ts';
import { aSuccessor } from '../../testing/journey.ts';
import { commitLines, forecastText } from './beside-plan.ts';
import { sentenceFor } from './event-line.ts';
import { sheetOf } from './sheet.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const commit = (character: string, author: string) => ({
  commit: character.repeat(40),
  author,
  subject: `Change ${character}`,
});
const FITS: BesideQuestion['forecast'] = {
  to: '2026-11-20T12:55:00.000Z',
  conflict: null,
  unknown: null,
  nextFree: NOW,
};
const beside: BesideQuestion = {
  commits: [commit('a', 'ada'), commit('b', 'bob'), commit('c', 'ada')],
  configChanges: [{ key: 'target.instances', before: '2', after: '3', secret: false }],
  forecast: FITS,
  mayApprove: ['person:ada'],
  policy: {
    inForce: { version: 4, since: 0 as never, by: ['person:ada'] },
    changes: [{ path: 'rollback.health_timeout', before: '1m', after: '30s', direction: 'tightens' }],
  },
  changedSince: [{ path: 'rollbackTarget.version', planned: '1.1', now: '1.2' }],
  ticket: 'PAY-12',
};

const sheet = () => {
  const { deployment } = aSuccessor().upTo('awaiting-approval').world;
  const question = deployment === null ? undefined : openQuestion(deployment, 'production-promotion');
  if (question === undefined) throw new Error('nothing is asked');
  const asked = { schema: 'plimsoll.approval-request/1', controlPlaneId: 'cp', logHead: { seq: 1, hash: '' } } as const;
  const request = { ...asked, requester: 'ci:pipeline', agentOwner: null, authors: [], question, power: null, beside };
  return sheetOf(request, { now: NOW, zone: 'UTC', reason: '', nextWindow: null }).lines;
};

describe('what stands on a sheet beside the plan', () => {
  it('has the order of the page: changes, strategy, stages, windows, the way back, approvers, policy', () => {
    const labels = sheet()
      .map(({ label }) => label)
      .filter((label) => label !== '');
    const wanted = [
      'Changes',
      'Strategy',
      'Stages',
      'Windows',
      'If it goes bad',
      'Approvers',
      'Policy',
      'Changed since',
      'Ticket',
    ];

    expect(labels.filter((label) => wanted.includes(label))).toEqual(wanted);
  });

  it('counts commits and people, then names each commit and key', () => {
    const texts = sheet().map(({ text }) => text);

    expect(texts.find((text) => text.startsWith('3 commits'))).toMatch(
      /^3 commits by 2 authors · 1 config key · commits /,
    );
    expect(texts).toContain('aaaaaaaaaaaa ada: Change a');
    expect(texts).toContain('target.instances: 2 → 3');
    expect(texts).toContain('rollback.health_timeout: 1m → 30s (tightens)');
    expect(texts).toContain('rollbackTarget.version: planned 1.1, now 1.2');
    expect(texts).toContain('1 of person:ada · could answer now: person:ada');
  });

  it('names ten commits, and counts the others', () => {
    const many = Array.from({ length: 13 }, () => commit('d', 'dan'));

    expect(commitLines(many)).toHaveLength(11);
    expect(commitLines(many).at(-1)).toBe('and 3 more');
  });

  it.each([
    [FITS, 'begun now it fits, to 12:55 UTC'],
    [
      {
        ...FITS,
        conflict: { name: 'evening', from: '2026-11-20T12:30:00.000Z' },
        nextFree: '2026-11-20T16:00:00.000Z',
      },
      'begun now it runs into evening from 12:30 UTC; free from 16:00 UTC',
    ],
    [{ ...FITS, unknown: 'the feed is stale', nextFree: null }, 'not known whether it fits: the feed is stale'],
  ])('says whether the run fits', (forecast, text) => {
    expect(forecastText(forecast, 'UTC', NOW)).toBe(text);
  });
});

it('a line of the log names the field that voided an approval', () => {
  const body = {
    why: 'a stricter policy was adopted',
    deadline: 0,
    changed: [{ path: 'count', planned: '1', now: '2' }],
    at: 0,
  };

  expect(sentenceFor({ type: 'ApprovalsVoided', body })).toBe(
    'approvals void: a stricter policy was adopted: count: planned 1, now 2',
  );
});
