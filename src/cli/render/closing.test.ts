import { describe, expect, it } from 'vitest';
import { type DeploymentView, viewOf } from '../../api/view.ts';
import { effects } from '../../core/deployment/effects.ts';
import { type Deployment, isTerminal, type Phase } from '../../core/deployment/state.ts';
import { hours, minutes, seconds } from '../../core/kernel/duration.ts';
import { type Instant, later } from '../../core/kernel/instant.ts';
import { planOf } from '../../core/plan/seal.ts';
import { ENGINE } from '../../core/principal/principal.ts';
import {
  ADA,
  aDigest,
  aFailedCheck,
  anOpening,
  aRelease,
  aSignedRootCause,
  aUnitSpec,
  aVerdict,
  aVerifiedApproval,
  BOB,
  NOON,
} from '../../testing/builders.ts';
import { aSuccessor, type Journey, journeyOf } from '../../testing/journey.ts';
import { theEffect } from '../../testing/story.ts';
import { EXIT, exitOfView } from '../exit.ts';
import { whyNot } from '../why-not.ts';
import { closingLines } from './closing.ts';
import { compactText } from './compact.ts';
import { problemsText } from './problem.ts';
import { statusText } from './status.ts';
import { penOf, written } from './styled.ts';

const LOOK = { color: false, ascii: false, zone: 'Europe/Berlin' };
const LOG = { of: 'check', name: 'smoke', lines: Array.from({ length: 50 }, (_, at) => `log line ${at + 1}`) } as const;

const open = ({ world }: Pick<Journey, 'world'>): Deployment => {
  if (world.deployment === null) throw new Error('nothing is open');
  return world.deployment;
};
const viewed = (deployment: Deployment, at: Instant): DeploymentView => viewOf(deployment, 1, ADA, at);
const viewAt = (here: Journey): DeploymentView => viewed(open(here), here.at);

const linesOf = (view: DeploymentView, log: typeof LOG | null = null): readonly string[] =>
  closingLines(view, log, penOf(LOOK)).map((line) => written(line, LOOK));

/** What stands last on a terminal: the report, then the error. */
const lastSaid = (view: DeploymentView, exit: number): readonly string[] =>
  [...linesOf(view, LOG), ...problemsText(whyNot(exit, view)).split('\n')].filter((line) => line !== '');

const begun = (): Journey => journeyOf(anOpening('dep_1', aRelease('1')), aRelease('1'));
const canary = (): Journey => aSuccessor().upTo('rolling-out').step().step().step();
const failed = (here: Journey, kind: Parameters<typeof theEffect>[1], problem: string): Journey =>
  here.say({ type: 'RecordEffectFailed', effect: theEffect(here.world, kind).id, problem, retryable: false });

function tooSlow(): Journey {
  let here = canary().say({ type: 'RollbackDeployment', reason: 'it smells', principal: BOB });
  for (let tries = 0; open(here).phase === 'rolling-back'; tries += 1) {
    if (tries > 20) throw new Error('it never gives up');
    const [effect] = effects(open(here));
    if (effect === undefined) throw new Error('nothing is outstanding');
    here = failed(here.wait(minutes(1)), effect.kind, 'the router does not answer');
  }
  return here;
}

/** A deployment in each phase that is over, or in which something went wrong, with the cause that must be told. */
const ENDED: Readonly<Record<string, readonly [journey: () => Journey, cause: string]>> = {
  'packaging-failed': [() => failed(begun(), 'build-artifacts', 'the build command exits with 2'), 'exits with 2'],
  'staging-failed': [
    () => {
      const here = begun().upTo('deploying-to-staging').step();
      return here.say({
        type: 'RecordCheckResult',
        effect: theEffect(here.world, 'run-check').id,
        result: aFailedCheck(),
      });
    },
    '1 of 3 tests failed',
  ],
  rejected: [
    () => {
      const here = begun().upTo('awaiting-approval');
      const deployment = open(here);
      const digest = 'planDigest' in deployment ? (deployment.planDigest ?? '') : '';
      const signed = {
        decision: 'reject',
        reason: 'not on a Friday',
        issuedAt: here.at,
        notAfter: later(here.at, hours(1)),
      } as const;
      return here.say({ type: 'RejectDeployment', approval: aVerifiedApproval('dep_1', digest, signed) });
    },
    'not on a Friday',
  ],
  expired: [() => begun().upTo('awaiting-approval').wait(hours(5)).say({ type: 'Tick' }), 'approv'],
  aborted: [() => begun().say({ type: 'AbortDeployment', reason: 'another plan', principal: BOB }), 'another plan'],
  superseded: [
    () => {
      const here = aSuccessor().step();
      const { stable } = here.world.production;
      return here.say({
        type: 'RecordSealed',
        effect: theEffect(here.world, 'seal-plan').id,
        plan: planOf(open(here).opening, aRelease('2'), stable),
        planDigest: aDigest('a'),
        rollbackRelease: stable?.release ?? null,
        ancestry: 'not-descendant',
      });
    },
    'does not follow',
  ],
  'rollback-failed': [tooSlow, 'it smells'],
  'rolled-back': [
    () => canary().say({ type: 'RollbackDeployment', reason: 'it smells', principal: BOB }).upTo('rolled-back'),
    'it smells',
  ],
  closed: [
    () => {
      const here = canary()
        .say({ type: 'RollbackDeployment', reason: 'it smells', principal: BOB })
        .upTo('rolled-back');
      const deployment = open(here);
      const digest = 'planDigest' in deployment ? (deployment.planDigest ?? '') : '';
      const signed = { issuedAt: here.at, notAfter: later(here.at, hours(1)) };
      return here.say({ type: 'CloseDeployment', approval: aSignedRootCause('dep_2', digest, signed) });
    },
    'it smells',
  ],
};

describe('from a failed deployment', () => {
  it.each(Object.entries(ENDED))(
    '%s: cause and next command stand within the last ten lines',
    (phase, [journey, cause]) => {
      const view = viewAt(journey());
      const exit = exitOfView(view, 'complete') ?? EXIT.good;

      const last = lastSaid(view, exit).slice(-10).join('\n');

      expect(view.phase).toBe(phase);
      expect(exit).not.toBe(EXIT.good);
      expect(last).toContain(cause);
      expect(last).toMatch(/plimsoll [a-z]+/);
    },
  );

  it('every phase that can end badly is among them', () => {
    const bad = ['packaging-failed', 'staging-failed', 'rejected', 'expired', 'aborted', 'superseded', 'closed'];

    for (const phase of bad) expect([phase, isTerminal(phase as Phase)]).toEqual([phase, true]);
    expect(Object.keys(ENDED)).toEqual(expect.arrayContaining([...bad, 'rolled-back', 'rollback-failed']));
  });

  it('the log of what failed comes first, fifty lines at most, so that the cause is not pushed away', () => {
    const lines = linesOf(viewAt(ENDED['staging-failed']?.[0]() as Journey), LOG);

    expect(lines[0]).toBe('the last 50 lines of smoke:');
    expect(lines.slice(1, 51)).toEqual(LOG.lines.map((line) => `  ${line}`));
    expect(lines.length - 51).toBeLessThanOrEqual(10);
  });
});

const LATE = later(later(NOON, hours(1)), minutes(30));
const FREEZE = {
  intervals: [{ name: 'freeze', from: later(NOON, hours(1)), to: later(NOON, hours(3)) }],
  knownUntil: later(NOON, hours(24)),
};

function queuedInWindow(): Journey {
  const spec = aUnitSpec({ windows: { sources: [], onOpen: 'hold', lookahead: 'start' } });
  const release = aRelease('1', spec);
  const here = journeyOf(anOpening('dep_1', release, { spec }), release, undefined, NOON, FREEZE).upTo(
    'awaiting-approval',
  );
  return here.wait(hours(1) + minutes(30)).approve();
}

function queuedForStaging(): Journey {
  const held = begun().upTo('deploying-to-staging');
  const second = aRelease('2');
  return journeyOf(anOpening('dep_2', second), second, held.world, held.at).upTo('queued');
}

function badPreflight(): Journey {
  let here = begun().upTo('awaiting-approval').approve();
  const effect = theEffect(here.world, 'look-before-promotion').id;
  const findings = [{ name: 'disk', ok: false, detail: 'full' }];
  const traffic = { kind: 'out-of-service' } as const;
  const health = {
    candidate: { healthy: 0, total: 0 },
    stable: { healthy: 0, total: 0 },
    crashLooping: false,
    rollbackTargetPresent: true,
  };
  here = here.say({ type: 'RecordPreflight', effect, findings, traffic, health });
  return here;
}

const held = (reason: 'window' | 'approval-expired' | 'guard'): DeploymentView => {
  const deployment = open(canary());
  if (!('holds' in deployment)) throw new Error('not in production');
  const hold = { reason, since: LATE, by: ENGINE, note: reason === 'window' ? 'window freeze opened' : '' } as const;
  return viewed({ ...deployment, calendar: FREEZE, holds: [hold] }, LATE);
};
const judged = (state: 'hold' | 'ambiguous'): Journey => {
  const here = canary();
  return here.say({ type: 'RecordVerdict', phase: 'rolling-out', stageIndex: 0, verdict: aVerdict(state, here.at) });
};

/** Each way of waiting, with who ends it and what happens by itself. */
const WAITING: Readonly<Record<string, readonly [view: () => DeploymentView, who: string, then: string]>> = {
  'the slot of staging': [() => viewAt(queuedForStaging()), 'deployment', 'goes on by itself'],
  'a blackout window before production': [() => viewAt(queuedInWindow()), 'the calendar', 'goes on by itself'],
  'a bad pre-flight': [() => viewAt(badPreflight()), 'mend', ''],
  'an approval': [() => viewAt(begun().upTo('awaiting-approval')), 'person:ada', 'expires'],
  'a person who holds it': [
    () => viewAt(canary().say({ type: 'HoldDeployment', reason: 'a graph', principal: BOB })),
    'person:bob',
    'stays held',
  ],
  'the judge': [() => viewAt(judged('hold')), '', ''],
  'a window that opened': [() => held('window'), 'the calendar', 'goes on by itself'],
  'an approval to be renewed': [() => held('approval-expired'), 'person:ada', 'rolls back'],
  'what the guard refused': [() => held('guard'), '', ''],
  'an answer to ambiguous metrics': [() => viewAt(judged('ambiguous')), 'person:ada', 'rolls back'],
  'a rollback that does not work': [() => viewAt(tooSlow()), '', 'tried again'],
  'a root cause': [() => viewAt(ENDED['rolled-back']?.[0]() as Journey), 'person:ada', 'hold'],
};

describe('from a deployment that waits', () => {
  it.each(Object.entries(WAITING))(
    'for %s: who ends it, until when, and what follows, in one screen',
    (_, [look, who, then]) => {
      const view = look();
      const lines = linesOf(view);
      const value = (label: string) => lines.find((line) => line.startsWith(`  ${label} `))?.slice(13) ?? '';

      expect(view.waiting).not.toBeNull();
      expect(lines.length).toBeLessThanOrEqual(24);
      expect(value('waits')).not.toBe('');
      expect(value('who')).toContain(who);
      expect(value('who')).not.toBe('');
      expect(value('until')).toMatch(/^(no deadline|.*\d\d:\d\d [A-Z].*, in \d+).*; then by itself: \S/);
      expect(value('until')).toContain(then);
      expect(lines.join('\n')).toMatch(/next {7}plimsoll [a-z]+/);
    },
  );
});

it('times are told as clocks show them, in the zone that was asked for', () => {
  const view = viewAt(ENDED['rolled-back']?.[0]() as Journey);
  const told = [linesOf(view).join('\n'), statusText(view, LOOK.zone), compactText(view, LOOK.zone)];

  expect(view.waiting?.default).toMatch(/\dT\d/);
  for (const text of told) {
    expect(text).not.toMatch(/\dT\d\d:/);
    expect(text).toMatch(/reminder at (\S+ )?\d\d:\d\d CET/);
  }
});

it('a good end is told with its signal and the next command', () => {
  const lines = linesOf(viewAt(begun().upTo('completed')));

  expect(lines.join('\n')).toMatch(/✔ completed {3}DEPLOYMENT_COMPLETE {3}after /);
  expect(lines.at(-1)).toContain('plimsoll report dep_1 --kind post');
});

it('below the last frame its first line is not said again, unless a log stands between', () => {
  const view = viewAt(begun().upTo('completed'));
  const [first = []] = closingLines(view, null, penOf(LOOK), true);

  expect(written(first, LOOK)).toMatch(/^✔ completed/);
  expect(closingLines(view, LOG, penOf(LOOK), true).map((line) => written(line, LOOK))[52]).toMatch(
    /^checkout → production/,
  );
});

it('an age is told from the opening to the end', () => {
  const view = viewed(open(begun().upTo('packaging')), later(NOON, seconds(75)));

  expect(linesOf(view)[1]).toBe('● packaging   for 1m15s');
});
