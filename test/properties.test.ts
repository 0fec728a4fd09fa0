import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isForward } from '../src/core/deployment/effect.ts';
import { effects } from '../src/core/deployment/effects.ts';
import type { DeploymentEvent } from '../src/core/deployment/event.ts';
import { fold } from '../src/core/deployment/evolve.ts';
import { GUARD_CLAUSES, guardForward } from '../src/core/guard/guard-forward.ts';
import { edgesOf } from './model/edges.ts';
import { startsOf } from './model/starts.ts';
import type { Actor, Node, World } from './model/world.ts';

/** Everything at once: larger than what can be walked to its last state, so it is walked at random. */
const WORLD: World = {
  name: 'everything at once',
  deployments: 2,
  hasStable: true,
  from: 'opened',
  calendars: ['open', 'window', 'unreadable'],
  onOpen: 'hold',
  evidenceUnits: 9,
  approvalUnits: 3,
  timeoutUnits: 6,
  moves: ['failures', 'verdicts', 'health', 'holds', 'answers', 'clock', 'crash', 'aborts', 'close'],
};

const SEED = 20_261_120;
const starts = startsOf(WORLD).map(({ node }) => node);

/** One random walk: each number picks one of the steps that are open; good results come up more often, so that walks get far. */
function walk(start: number, picks: readonly number[]): readonly Node[] {
  const path = [starts[start % starts.length] as Node];
  for (const pick of picks) {
    const node = path.at(-1) as Node;
    const edges = edgesOf(node, WORLD, GUARD_CLAUSES);
    expect(edges.find((edge) => edge.broken !== null)).toBeUndefined();
    const open = edges.filter((edge) => edge.next !== null);
    const good = open.filter((edge) => edge.kind === 'good' || edge.label.includes('approver approves'));
    const from = pick % 4 !== 0 && good.length > 0 ? good : open;
    const next = from[Math.floor(pick / 4) % from.length]?.next;
    if (next === undefined || next === null) return path;
    path.push(next);
  }
  return path;
}

const walks = fc.tuple(fc.nat(99), fc.array(fc.nat(100_000), { minLength: 60, maxLength: 90 }));
const always = (rule: (node: Node) => void): number => {
  let promoted = 0;
  const property = fc.property(walks, ([start, picks]) => {
    const path = walk(start, picks);
    for (const node of path) rule(node);
    promoted += path.some((node) => node.actors.some((actor) => actor.known.life !== 'before')) ? 1 : 0;
  });
  fc.assert(property, { numRuns: 60, seed: SEED });
  return promoted;
};

function eventsOf(actor: Actor): readonly DeploymentEvent[] {
  const events: DeploymentEvent[] = [];
  for (let at = actor.history; at !== null; at = at.before) events.unshift(at.event);
  return events;
}

describe(`over random walks (seed ${SEED})`, () => {
  it('production is never reached without a human approval of that plan', () => {
    const promoted = always((node) => {
      for (const actor of node.actors) {
        const events = eventsOf(actor);
        const start = events.findIndex((event) => event.type === 'PromotionStarted');
        if (start < 0) continue;
        const sealed = events.slice(0, start).findLast((event) => event.type === 'PlanSealed');
        const people = events
          .slice(0, start)
          .filter((event) => event.type === 'ApprovalGranted')
          .filter(
            ({ approval }) => approval.approver.startsWith('person:') && approval.planDigest === sealed?.planDigest,
          );
        expect(people.length).toBeGreaterThan(0);
      }
    });

    expect(promoted).toBeGreaterThan(20);
  });

  it('no forward effect may begin inside a blackout window', () => {
    let asked = 0;
    always((node) => {
      for (const { deployment } of node.actors) {
        const { intervals, knownUntil } = deployment.calendar;
        const isInside = node.now >= knownUntil || intervals.some(({ from, to }) => from <= node.now && node.now < to);
        if (!isInside) continue;
        for (const effect of effects(deployment).filter(isForward)) {
          asked += 1;
          const present = { at: node.now, rollbackTargetPresent: true };
          expect(guardForward(effect, deployment, node.production, present)).not.toBeNull();
        }
      }
    });

    expect(asked).toBeGreaterThan(0);
  });

  it('folding the history twice gives the same state, and after a crash at any point the same effects are outstanding', () => {
    const promoted = always((node) => {
      const actor = node.actors[0] as Actor;
      const stored = JSON.stringify(eventsOf(actor));
      const once = fold(JSON.parse(stored));
      const twice = fold(JSON.parse(stored));
      expect(twice).toEqual(once);
      expect(once).toEqual(JSON.parse(JSON.stringify(actor.deployment)));
      expect(once === null ? [] : effects(once)).toEqual(JSON.parse(JSON.stringify(effects(actor.deployment))));
    });

    expect(promoted).toBeGreaterThan(20);
  });
});
