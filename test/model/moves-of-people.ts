import { isInProduction } from '../../src/core/deployment/state.ts';
import { milliseconds } from '../../src/core/kernel/duration.ts';
import { later } from '../../src/core/kernel/instant.ts';
import type { Principal } from '../../src/core/principal/principal.ts';
import { ADA, BUILDER as AGENT, aDigest, aVerifiedApproval, PIPELINE as CI } from '../../src/testing/builders.ts';
import { type Move, move } from './move.ts';
import { type Actor, NEVER, type Node, UNIT, units, type World } from './world.ts';

/** What people, agents and CI jobs may ask of one deployment now. */
export function people(node: Node, index: number, world: World): readonly Move[] {
  const { deployment } = node.actors[index] as Actor;
  const isLive = isInProduction(deployment);
  const reason = 'because';
  const has = (family: World['moves'][number]) => world.moves.includes(family);
  return [
    ...approvals(node, index, world),
    // R6: always allowed to start, for everyone, from every state that holds a production effect.
    move('an agent asks for a rollback', { type: 'RollbackDeployment', reason }, node, AGENT, isLive),
    ...(has('holds')
      ? [
          move('a person holds', { type: 'HoldDeployment', reason }, node, ADA, isLive),
          move('an agent holds', { type: 'HoldDeployment', reason }, node, AGENT, isLive),
          move('a person resumes', { type: 'ResumeDeployment', reason }, node, ADA),
          move('an agent resumes', { type: 'ResumeDeployment', reason }, node, AGENT),
        ]
      : isLive
        ? []
        : [move('a CI job holds', { type: 'HoldDeployment', reason }, node, CI, false)]),
    ...(has('aborts')
      ? [
          move('a person aborts', { type: 'AbortDeployment', reason }, node, ADA),
          move('another agent aborts', { type: 'AbortDeployment', reason }, node, { ...AGENT, name: 'other' }, false),
        ]
      : []),
    ...(has('answers') ? answers(node, index) : []),
    ...(has('environment') ? fixForwards(node, index) : []),
    ...(has('glass') ? glassBreakers(node, index) : []),
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

function glassBreakers(node: Node, index: number): readonly Move[] {
  const { deployment } = node.actors[index] as Actor;
  const stage = isInProduction(deployment) && 'stage' in deployment ? deployment.stage : null;
  const breaks = (label: string, changes: object, must: boolean | null, about: object = {}, by: Principal = ADA) => {
    const signature = {
      ...{ approver: 'person:ada', groups: [], kind: 'ed25519', assurance: 'A1', credentialId: 'key-1' },
      ...{ reason: 'orders are lost', bundle: null, ...changes },
    };
    const since = stage?.since ?? node.now;
    const command = { type: 'BreakGlass', signature, stageIndex: stage?.index ?? 0, since, ...about };
    return move(label, command, node, by, must);
  };
  return [
    breaks('an approver breaks the glass', {}, null),
    breaks('another approver breaks the glass', { approver: 'person:cy', credentialId: 'key-2' }, null),
    breaks('an agent breaks the glass', { approver: 'agent:builder' }, false, {}, AGENT),
    breaks('somebody unnamed breaks the glass', { approver: 'person:bob' }, false),
    breaks('somebody who proves nothing breaks the glass', { assurance: 'A0' }, false),
    breaks('the glass is broken without a reason', { reason: ' ' }, false),
    breaks('the glass of another stage is broken', {}, false, { stageIndex: 7 }),
    breaks('the glass of an earlier watch is broken', {}, false, {
      since: later(stage?.since ?? node.now, units(-1)),
    }),
  ];
}

function fixForwards(node: Node, index: number): readonly Move[] {
  const { deployment } = node.actors[index] as Actor;
  const digest = 'planDigest' in deployment ? (deployment.planDigest ?? '') : '';
  const own = { checkpoint: 'environment-red', decision: 'fix-forward', reason: 'it mends it' } as const;
  const sign = (label: string, changes: object, must: boolean | null) => {
    const terms = { ...own, notAfter: later(node.now, NEVER), ...changes };
    const approval = aVerifiedApproval(deployment.opening.id, digest, terms);
    return move(label, { type: 'FixForward', approval }, node, ADA, must);
  };
  const isAsked = deployment.phase === 'queued' && deployment.for === 'production' && deployment.redSince !== null;
  return [
    sign('an approver fixes forward', {}, isAsked),
    sign('an agent fixes forward', { approver: 'agent:builder' }, false),
    sign('an approval of the promotion as a fix forward', { checkpoint: 'production-promotion' }, false),
  ];
}
