import { isInProduction } from '../../src/core/deployment/state.ts';
import type { SlotCommand } from '../../src/core/environment/command.ts';
import { decideSlot } from '../../src/core/environment/decide.ts';
import { evolveSlot } from '../../src/core/environment/slot.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import { ENGINE } from '../../src/core/principal/principal.ts';
import { ADA, BUILDER as AGENT, aVerifiedAct } from '../../src/testing/builders.ts';
import type { Edge } from './edges.ts';
import { knownSlotAfter } from './oracle-slot.ts';
import type { Node } from './world.ts';

const DIFFERENCE = { about: 'traffic', recorded: 'all to stable', found: 'out of service' } as const;

/** What people, agents and the look at target and router may say of production apart from any deployment. */
export function environmentEdges(node: Node): readonly Edge[] {
  const { personHold, drift, stable } = node.production;
  const { isClosed } = node.knownProduction;
  const signed = { approvers: ['person:ada'], demo: false };
  const since = (personHold ?? drift)?.since ?? node.now;
  const release = { type: 'ReleaseEnvironment', ...signed, since, act: aVerifiedAct('release', node.now) };
  const byAgent = aVerifiedAct('release', node.now, { approver: 'agent:builder' });
  const accept = { type: 'AcceptDrift', ...signed, since: drift?.since ?? node.now };
  const isAtRest = node.actors.every(({ deployment }) => !isInProduction(deployment));
  const found = { type: 'RecordDrift', differences: [DIFFERENCE] };
  return [
    say(node, 'an agent holds production', { type: 'HoldEnvironment', reason: 'x' }, AGENT, true),
    say(node, 'an approver releases production', release, ADA, isClosed),
    say(node, 'an agent signs the release of production', { ...release, act: byAgent }, AGENT, false),
    say(node, 'the release of an earlier hold', { ...release, since: since - 1 }, ADA, false),
    say(node, 'an agent reports drift', found, AGENT, false),
    ...(isAtRest && stable !== null
      ? [
          say(node, 'production is not as recorded', found, ENGINE, true),
          say(node, 'production is as recorded', { type: 'RecordDrift', differences: [] }, ENGINE, true),
        ]
      : []),
    say(
      node,
      'drift accepted with the signature for a release',
      { ...accept, act: release.act },
      ADA,
      drift?.acceptedBy ? null : false,
    ),
    ...(drift === null
      ? []
      : [
          say(
            node,
            'an approver accepts the drift',
            { ...accept, act: aVerifiedAct('accept-drift', node.now) },
            ADA,
            true,
          ),
        ]),
  ];
}

function say(node: Node, label: string, command: object, by: SlotCommand['principal'], must: boolean | null): Edge {
  const edge: Edge = { label, kind: 'asked', next: null, broken: null };
  const said = decideSlot({ at: node.now, principal: by, ...command } as SlotCommand, node.production);
  if (isRefusal(said))
    return must === true ? { ...edge, broken: `refused though it must be allowed: ${said.code}` } : edge;
  if (must === false) return { ...edge, broken: 'allowed though it must be refused' };
  if (said.length === 0) return edge;
  const production = said.reduce(evolveSlot, node.production);
  return { ...edge, next: { ...node, production, knownProduction: said.reduce(knownSlotAfter, node.knownProduction) } };
}
