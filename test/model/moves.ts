import type { Command } from '../../src/core/deployment/command.ts';
import { isInProduction } from '../../src/core/deployment/state.ts';
import { milliseconds } from '../../src/core/kernel/duration.ts';
import { later } from '../../src/core/kernel/instant.ts';
import { ENGINE, type Principal } from '../../src/core/principal/principal.ts';
import type { VerdictState } from '../../src/core/verdict/verdict.ts';
import { aDigest, aVerdict, aVerifiedApproval } from '../../src/testing/builders.ts';
import { GOOD_HEALTH } from '../../src/testing/journey.ts';
import { type Actor, NEVER, type Node, UNIT, units, type World } from './world.ts';

/** A command somebody may give in a node. */
export interface Move {
  readonly label: string;
  readonly command: Command;
  /** True: the rules must allow it here. False: they must refuse it. Null: they may answer either way. */
  readonly mustBeAllowed: boolean | null;
}

const ADA: Principal = { kind: 'person', name: 'ada' };
const AGENT = { kind: 'agent', name: 'builder', owner: 'person:eve' } as const satisfies Principal;
const CI: Principal = { kind: 'ci', name: 'pipeline' };

/** Everything that people, agents, the watch and the clock may say to one deployment now. */
export function movesOf(node: Node, index: number, world: World): readonly Move[] {
  return [...people(node, index, world), ...watch(node, index, world), ...clock(node, index, world)];
}

const move = (
  label: string,
  command: object,
  node: Node,
  by: Principal,
  mustBeAllowed: boolean | null = null,
): Move => ({
  label,
  command: { at: node.now, principal: by, ...command } as Command,
  mustBeAllowed,
});

function people(node: Node, index: number, world: World): readonly Move[] {
  const { deployment } = node.actors[index] as Actor;
  const isLive = isInProduction(deployment);
  const reason = 'because';
  const has = (family: World['moves'][number]) => world.moves.includes(family);
  return [
    ...approvals(node, index, world),
    // R6: always allowed to start, for everyone, from every state that holds a production effect.
    move('an agent asks for a rollback', { type: 'RollbackDeployment', reason }, node, AGENT, !!isLive),
    ...(has('holds')
      ? [
          move('a person holds', { type: 'HoldDeployment', reason }, node, ADA, isLive),
          move('an agent holds', { type: 'HoldDeployment', reason }, node, AGENT, isLive),
          move('a person resumes', { type: 'ResumeDeployment', reason }, node, ADA),
          move('an agent resumes', { type: 'ResumeDeployment', reason }, node, AGENT),
        ]
      : [move('a CI job may hold', { type: 'HoldDeployment', reason }, node, CI, isLive)].slice(isLive ? 1 : 0)),
    ...(has('aborts')
      ? [
          move('a person aborts', { type: 'AbortDeployment', reason }, node, ADA),
          move('another agent aborts', { type: 'AbortDeployment', reason }, node, { ...AGENT, name: 'other' }, false),
        ]
      : []),
    ...(has('answers') ? answers(node, index) : []),
  ];
}

function approvals(node: Node, index: number, world: World): readonly Move[] {
  const { deployment } = node.actors[index] as Actor;
  const digest = 'planDigest' in deployment ? (deployment.planDigest ?? '') : '';
  const { id } = deployment.opening;
  const lasts = world.approvalUnits === null ? NEVER : milliseconds(world.approvalUnits * UNIT - 1);
  const signed = { issuedAt: node.now, notAfter: later(node.now, lasts) };
  const grant = (label: string, changes: object, must: boolean | null, planDigest: string = digest) =>
    move(
      label,
      { type: 'GrantApproval', approval: aVerifiedApproval(id, planDigest, { ...signed, ...changes }) },
      node,
      ADA,
      must,
    );
  const close = { checkpoint: 'after-rollback', decision: 'resolve', reason: 'a wrong default', ...signed } as const;
  const reject = aVerifiedApproval(id, digest, { ...signed, decision: 'reject' });
  const closed = aVerifiedApproval(id, digest, close);
  return [
    grant('an approver approves', {}, null),
    grant('an approver approves another plan', {}, false, aDigest('x')),
    grant('an agent approves', { approver: 'agent:builder' }, false),
    grant('an expired approval comes in', { notAfter: later(node.now, milliseconds(-1)) }, false),
    grant('somebody unnamed approves', { approver: 'person:bob' }, false),
    move(
      'an agent rejects',
      { type: 'RejectDeployment', approval: { ...reject, approver: 'agent:builder' } },
      node,
      AGENT,
      false,
    ),
    ...(world.moves.includes('aborts')
      ? [move('a person rejects', { type: 'RejectDeployment', approval: reject }, node, ADA)]
      : []),
    ...(world.moves.includes('close')
      ? [
          move(
            'a person closes',
            { type: 'CloseDeployment', approval: closed },
            node,
            ADA,
            deployment.phase === 'rolled-back',
          ),
        ]
      : []),
    move(
      'an agent closes',
      { type: 'CloseDeployment', approval: { ...closed, approver: 'agent:builder' } },
      node,
      AGENT,
      false,
    ),
  ];
}

function answers(node: Node, index: number): readonly Move[] {
  const { deployment } = node.actors[index] as Actor;
  const digest = 'planDigest' in deployment ? (deployment.planDigest ?? '') : '';
  const approval = aVerifiedApproval(deployment.opening.id, digest, {
    checkpoint: 'ambiguous-metrics',
    decision: 'proceed',
    reason: 'it is noise',
    notAfter: later(node.now, units(1)),
  });
  const answer = (what: string, by: Principal, changes: object, must: boolean | null) =>
    move(
      `${by.kind} answers ${what}`,
      { type: 'AnswerAmbiguity', answer: what, reason: 'x', approval: null, ...changes },
      node,
      by,
      must,
    );
  return [
    answer('extend', ADA, {}, null),
    answer('hold', ADA, {}, null),
    answer('rollback', AGENT, {}, null),
    answer('proceed', ADA, { approval }, null),
    answer('extend', AGENT, {}, false),
    answer('hold', CI, {}, false),
    answer('proceed', ADA, {}, false),
    answer('proceed', ADA, { approval: { ...approval, approver: 'agent:builder' } }, false),
  ];
}

function watch(node: Node, index: number, world: World): readonly Move[] {
  const { deployment } = node.actors[index] as Actor;
  const isLive = deployment.phase === 'rolling-out' || deployment.phase === 'baking';
  const stageIndex = isLive ? deployment.stage.index : 0;
  const phase = isLive ? deployment.phase : 'rolling-out';
  const says = (state: VerdictState, label: string = state, at = node.now, by: Principal = ENGINE) =>
    move(
      `the judge says ${label}`,
      { type: 'RecordVerdict', phase, stageIndex, verdict: aVerdict(state, at) },
      node,
      by,
      by === ENGINE ? null : false,
    );
  const states: readonly VerdictState[] = world.moves.includes('verdicts')
    ? ['pass', 'fail', 'hold', 'ambiguous', 'collecting']
    : ['pass', 'fail'];
  const seen = (label: string, changes: object) =>
    move(label, { type: 'RecordHealth', health: { ...GOOD_HEALTH, ...changes } }, node, ENGINE);
  return [
    ...states.map((state) => says(state)),
    says('pass', 'pass, late', later(node.now, milliseconds(-UNIT))),
    says('pass', 'pass, in an agent’s words', node.now, AGENT),
    move(
      'a verdict for another stage',
      { type: 'RecordVerdict', phase, stageIndex: 7, verdict: aVerdict('pass', node.now) },
      node,
      ENGINE,
      false,
    ),
    ...(world.moves.includes('health')
      ? [
          seen('all are healthy', {}),
          seen('a candidate is unhealthy', { candidate: { healthy: 1, total: 2 } }),
          seen('the candidate crashes again and again', { crashLooping: true }),
        ]
      : []),
  ];
}

function clock(node: Node, index: number, world: World): readonly Move[] {
  const tick = move('tick', { type: 'Tick' }, node, ENGINE, true);
  if (!world.moves.includes('clock')) return [tick];
  const { deployment } = node.actors[index] as Actor;
  if (deployment.phase !== 'rolling-out' && deployment.phase !== 'baking') return [tick];
  const at = later(node.now, units(1));
  const far = later(node.now, units(7));
  return [
    tick,
    move(
      'the control plane was away',
      { type: 'RecordClockJump', by: units(1), cause: 'restart', at },
      node,
      ENGINE,
      true,
    ),
    move(
      'the clock jumps ahead',
      { type: 'RecordClockJump', by: units(7), cause: 'jump', at: far },
      node,
      ENGINE,
      true,
    ),
  ];
}
