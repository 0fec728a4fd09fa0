import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../api/problem.ts';
import type { DeploymentView } from '../api/view.ts';
import { viewOf } from '../api/view.ts';
import type { Phase, Signal } from '../core/deployment/state.ts';
import { isTerminal } from '../core/deployment/state.ts';
import { ADA, anOpening, aRelease, NOON } from '../testing/builders.ts';
import { journeyOf } from '../testing/journey.ts';
import { EXIT, exitOfProblem, exitOfView } from './exit.ts';
import { whyNot } from './why-not.ts';

const PHASES = {
  packaging: null,
  queued: null,
  'deploying-to-staging': null,
  validating: null,
  rehearsing: null,
  'awaiting-approval': null,
  'rolling-out': null,
  baking: null,
  'rolling-back': null,
  'rollback-failed': 9,
  'rolled-back': 8,
  completed: 0,
  closed: 8,
  'packaging-failed': 5,
  'staging-failed': 5,
  rejected: 7,
  expired: 7,
  aborted: 7,
  superseded: 7,
} as const satisfies Record<Phase, number | null>;

const { deployment } = journeyOf(anOpening('dep_1', aRelease('1')), aRelease('1')).upTo('awaiting-approval').world;
if (deployment === null) throw new Error('nothing is open');
const base = viewOf(deployment, 12, ADA, NOON);

const aView = (phase: Phase, signal: Signal | null = null): DeploymentView => ({
  ...base,
  phase,
  signal,
  over: isTerminal(phase),
  waiting: phase === 'awaiting-approval' ? base.waiting : null,
});
const phases = Object.keys(PHASES) as readonly Phase[];

describe('the exit code of a deployment', () => {
  it.each(Object.entries(PHASES))('%s, seen to its end, is %s', (phase, exit) => {
    expect(exitOfView(aView(phase as Phase), 'complete')).toBe(exit);
  });

  it('is 10 when the issue was detected in the bake, closed or not', () => {
    expect(exitOfView(aView('rolled-back', 'ISSUE_DETECTED'), 'complete')).toBe(10);
    expect(exitOfView(aView('closed', 'ISSUE_DETECTED'), 'complete')).toBe(10);
  });

  it('is 0 at the point that was waited for, and at every later one', () => {
    const good = (waitFor: 'staging' | 'approval' | 'production' | 'complete') =>
      phases.filter((phase) => exitOfView(aView(phase), waitFor) === 0);

    expect(good('complete')).toEqual(['completed']);
    expect(good('production')).toEqual(['baking', 'completed']);
    expect(good('approval')).toEqual(['awaiting-approval', 'rolling-out', 'baking', 'completed']);
    expect(good('staging')).toEqual([
      'validating',
      'rehearsing',
      'awaiting-approval',
      'rolling-out',
      'baking',
      'completed',
    ]);
  });

  it('is never good after a failure, whatever was waited for', () => {
    for (const waitFor of ['staging', 'approval', 'production', 'complete'] as const)
      for (const phase of phases.filter((one) => (PHASES[one] ?? 0) > 0))
        expect([phase, exitOfView(aView(phase), waitFor)]).toEqual([phase, PHASES[phase]]);
  });
});

describe('every exit but 0 of a deployment', () => {
  const ends = [5, 6, 7, 8, 9, 10, 124, 130];

  it.each(ends)('%i says why and what to do next', (exit) => {
    const problems = whyNot(exit, aView(exit === 5 ? 'staging-failed' : exit === 7 ? 'expired' : 'rolled-back'));

    expect(problems).toHaveLength(1);
    for (const { code, message, remedy } of problems) {
      expect(code).toMatch(/^[a-z-]+$/);
      expect(message).not.toBe('');
      expect(remedy).toMatch(/plimsoll /);
    }
  });

  it('0 has nothing to explain', () => {
    expect(whyNot(EXIT.good, aView('completed'))).toEqual([]);
  });
});

describe('the exit code of a request that was not granted', () => {
  it.each([
    ['usage', 'environment-unknown', 2],
    ['not-found', 'no-such-deployment', 2],
    ['config', 'gate-unit', 3],
    ['refused', 'dirty-tree', 4],
    ['not-allowed', 'no-terminal', 12],
    ['unavailable', 'contact-lost', 11],
    ['bug', 'bug', 1],
    ['unavailable', 'journal-altered', 13],
    ['refused', 'journal-altered', 13],
    ['unavailable', 'journal-full', 4],
    ['unavailable', 'state-not-writable', 4],
  ] as const)('%s (%s) is %i', (kind, code, exit) => {
    expect(exitOfProblem(new ProblemError(kind, [{ code, message: 'm', remedy: 'r' }]))).toBe(exit);
  });
});

it('every exit code stands in the reference', () => {
  const page = readFileSync(new URL('../../docs/reference/exit-codes.md', import.meta.url), 'utf8');
  const told = [...page.matchAll(/^\| ([\d /]+) \|/gm)].flatMap((row) => (row[1] ?? '').split('/').map(Number));

  expect(told.toSorted((a, b) => a - b)).toEqual(Object.values(EXIT).toSorted((a, b) => a - b));
});
