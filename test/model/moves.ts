import { milliseconds } from '../../src/core/kernel/duration.ts';
import { later } from '../../src/core/kernel/instant.ts';
import { ENGINE, type Principal } from '../../src/core/principal/principal.ts';
import type { VerdictState } from '../../src/core/verdict/verdict.ts';
import { ADA, BUILDER as AGENT, aVerdict } from '../../src/testing/builders.ts';
import { GOOD_HEALTH } from '../../src/testing/journey.ts';
import { type Move, move } from './move.ts';
import { people } from './moves-of-people.ts';
import { type Actor, type Node, UNIT, units, type World } from './world.ts';

/** Everything that people, agents, the watch and the clock may say to one deployment now. */
export function movesOf(node: Node, index: number, world: World): readonly Move[] {
  return [
    ...people(node, index, world),
    ...watch(node, index, world),
    ...clock(node, index, world),
    ...withdrawals(node, world),
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
  const proven = move(
    'the judge waits for the time alone',
    {
      type: 'RecordVerdict',
      phase,
      stageIndex,
      verdict: { ...aVerdict('collecting', node.now), reason: 'min-duration' },
    },
    node,
    ENGINE,
  );
  const seen = (label: string, changes: object) =>
    move(label, { type: 'RecordHealth', health: { ...GOOD_HEALTH, ...changes } }, node, ENGINE);
  return [
    ...states.map((state) => says(state)),
    ...(world.moves.includes('glass') ? [proven, says('collecting', 'that it is not proven yet')] : []),
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

/** A key of the trust list was revoked: the engine says it of every deployment, whatever its phase. */
function withdrawals(node: Node, world: World): readonly Move[] {
  if (!world.moves.includes('withdrawals')) return [];
  const withdrawn = (label: string, keys: readonly string[], by: Principal, must: boolean) =>
    move(label, { type: 'RecordKeysWithdrawn', keys, why: 'the key was revoked' }, node, by, must);
  return [
    withdrawn('the key that approved counts no longer', ['key-1'], ENGINE, true),
    withdrawn('another key counts no longer', ['key-9'], ENGINE, true),
    withdrawn('a person says that a key counts no longer', ['key-1'], ADA, false),
    withdrawn('an agent says that a key counts no longer', ['key-1'], AGENT, false),
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
