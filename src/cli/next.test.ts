import { describe, expect, it } from 'vitest';
import { type DeploymentView, viewOf } from '../api/view.ts';
import type { Hold } from '../core/deployment/hold.ts';
import { PHASES } from '../core/deployment/phases.ts';
import { isTerminal, type Phase } from '../core/deployment/state.ts';
import { ADA, anOpening, aRelease, BOB, NOON } from '../testing/builders.ts';
import { journeyOf } from '../testing/journey.ts';
import { nextAfter, nextFor } from './next.ts';

const { deployment } = journeyOf(anOpening('dep_1', aRelease('1')), aRelease('1')).upTo('awaiting-approval').world;
if (deployment === null) throw new Error('nothing is open');
const base = viewOf(deployment, 12, ADA, NOON);
const aView = (phase: Phase, changes: Partial<DeploymentView> = {}): DeploymentView => ({
  ...base,
  phase,
  over: isTerminal(phase),
  waiting: null,
  ...changes,
});
const waitingFor = (what: string, who: readonly string[] = []) => ({
  for: what,
  who,
  since: null,
  until: null,
  default: 'x',
});
const commands = (view: DeploymentView): readonly string[] => nextFor(view).map((next) => next.command);

describe('what to do next', () => {
  it.each(PHASES)('is known while %s', (phase) => {
    const next = nextFor(aView(phase));

    expect(next.length).toBeGreaterThan(0);
    for (const { command, why } of next) {
      expect(command).toMatch(/^plimsoll [a-z]+/);
      expect(why).not.toBe('');
    }
  });

  it('begins with the person’s act while a person is waited for', () => {
    expect(commands(aView('awaiting-approval'))[0]).toBe('plimsoll approve dep_1');
    expect(commands(aView('rolled-back'))).toContain('plimsoll decide dep_1 close --root-cause TEXT');
    expect(commands(aView('rolling-out', { waiting: waitingFor('ambiguous-metrics') }))[0]).toBe(
      'plimsoll decide dep_1 rollback',
    );
  });

  it.each([
    ['person', 'plimsoll resume dep_1 --reason TEXT'],
    ['approval-expired', 'plimsoll approve dep_1'],
    ['guard', 'plimsoll doctor'],
    ['judge', 'plimsoll watch dep_1'],
    ['window', 'plimsoll watch dep_1'],
    ['clock-jump', 'plimsoll watch dep_1'],
  ] as const satisfies readonly (readonly [Hold['reason'], string])[])(
    'begins with what ends a hold of %s',
    (reason, command) => {
      const holds = [{ reason, since: NOON, by: BOB, note: '' }];

      expect(commands(aView('baking', { holds }))[0]).toBe(command);
    },
  );

  it('always offers the way back while production is being changed, and the way out before', () => {
    for (const phase of ['rolling-out', 'baking'] as const)
      expect(commands(aView(phase))).toContain('plimsoll rollback dep_1 --reason TEXT');
    for (const phase of ['packaging', 'queued', 'deploying-to-staging', 'validating', 'rehearsing'] as const)
      expect(commands(aView(phase))).toContain('plimsoll abort dep_1 --reason TEXT');
  });

  it('names whom a queue waits for: the holder to look at, the rollback to close', () => {
    const held = waitingFor('the slot of production, held by dep_9', ['dep_9']);
    const onHold = waitingFor('the hold on production after the rollback of dep_9', ['person:ada']);

    expect(commands(aView('queued', { waiting: held }))[0]).toBe('plimsoll status dep_9');
    expect(commands(aView('queued', { waiting: onHold }))[0]).toBe('plimsoll decide dep_9 close --root-cause TEXT');
  });
});

describe('what to do after a problem', () => {
  const following = (remedy: string) => nextAfter([{ code: 'c', message: 'it is so', remedy }]);

  it('is the command that its remedy names, with the remedy’s own words', () => {
    expect(following('List them: plimsoll status --all')).toEqual([
      { command: 'plimsoll status --all', why: 'List them' },
    ]);
    expect(following('plimsoll deploy --help')).toEqual([{ command: 'plimsoll deploy --help', why: 'it is so' }]);
  });

  it('is each of several', () => {
    expect(following('plimsoll watch dep_1   ·   plimsoll hold dep_1 --reason TEXT').map((one) => one.command)).toEqual(
      ['plimsoll watch dep_1', 'plimsoll hold dep_1 --reason TEXT'],
    );
  });

  it('is nothing where no command helps', () => {
    expect(following('Make room or give this account the folder')).toEqual([]);
  });
});
