import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { judgeStory } from './judge-story.ts';
import { type Played, play } from './play.ts';
import { readStory } from './read-story.ts';

/** A unit that is through in a minute: two stages and a bake of 20 seconds each. */
const UNIT = `version: 1
unit: { name: quick, tier: critical }
artifacts: [{ name: app, type: files, path: app }]
rollback: { error_rate: 20%, health_timeout: 10s, deployment_timeout: 1h }
blackouts: { lookahead: start }
checkpoints:
  production_promotion: { approvers: [group:leads, person:ada], count: 2 }
  ambiguous_metrics: { approvers: [person:ada], count: 1, deadline: 2m }
environments:
  staging:
    target: { type: process, command: [node, server.js] }
    validate: { smoke: { run: node smoke.js } }
  production:
    requires: staging
    target: { type: process, command: [node, server.js], instances: 2 }
    rollout:
      strategy: canary
      stages:
        - { weight: 20%, duration: 20s, gates: [error_rate < 5%] }
        - { weight: 100% }
    bake: { duration: 20s, gates: [error_rate < 5%] }
`;

const APPROVED = '{ at: 0s, answer: production-promotion, by: approver, decision: approve }';

const unit = (): UnitSpec => {
  const loaded = loadConfig(UNIT, { file: 'plimsoll.yaml', env: {} });
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.spec;
};

async function played(script: readonly string[], more = '', seed = 1): Promise<Played> {
  const text = `start: "2026-11-20T14:00:00+01:00"
traffic: { rate: 200/s, stable: { errors: 0.1% }, candidate: { errors: 0.1% } }
script: [${script.join(', ')}]
${more}`;
  const read = readStory(text, 'story.yaml');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return play(read.story, unit(), seed);
}

const types = ({ events }: Played): readonly string[] => events.map(({ event }) => event.type);

describe('a story', () => {
  it('of a good release ends in production', async () => {
    const good = await played([APPROVED]);

    expect([good.phase, good.signal, good.refused]).toEqual(['completed', 'DEPLOYMENT_COMPLETE', []]);
    expect(types(good).filter((type) => type === 'ApprovalGranted')).toHaveLength(2);
  });

  it('says the same bytes for the same seed, and others for another', async () => {
    const [one, same, other] = [await played([APPROVED]), await played([APPROVED]), await played([APPROVED], '', 2)];

    expect(JSON.stringify(same)).toBe(JSON.stringify(one));
    expect(other.exposed).not.toBe(one.exposed);
  });

  it('of a release that goes bad rolls back, and counts whom it met since then', async () => {
    const bad = await played([APPROVED, '{ at: 10s, candidate: { errors: 50% } }']);

    expect([bad.phase, bad.signal]).toEqual(['rolled-back', 'ROLLBACK_TRIGGERED']);
    expect(bad.change).toEqual({ after: 10_000, what: 'candidate' });
    expect(bad.failed).toBeGreaterThan(5);
    expect(bad.exposed).toBeGreaterThan(bad.failed);
    expect(bad.tookToSignal).toBeLessThan(10_000);
  });

  it('in which nobody approves expires', async () => {
    expect(await played([])).toMatchObject({ phase: 'expired', signal: 'STAGING_READY', exposed: 0 });
  });

  it('goes on where the control plane died, and ends the same', async () => {
    const crashed = await played([APPROVED, '{ at: 8s, crash: control-plane, for: 5s }']);

    expect(types(crashed)).toContain('ClockJumped');
    expect(crashed.phase).toBe('completed');
  });

  it('in which the candidate crashes again and again rolls back for that', async () => {
    const looping = await played([APPROVED, '{ at: 10s, crash: target, for: 2m }'], 'expect: { cause: crash-loop }');

    expect(looping.phase).toBe('rolled-back');
    expect(judgeStory({ cause: 'crash-loop' }, looping)).toEqual([
      { name: 'cause', expected: 'crash-loop', found: 'crash-loop', met: true },
    ]);
  });

  it('holds inside a window and goes on by itself', async () => {
    const held = await played([APPROVED, '{ at: 10s, window: opens, for: 2m }']);

    expect(types(held)).toEqual(expect.arrayContaining(['HoldPlaced', 'HoldLifted', 'DeploymentCompleted']));
    expect(held.lasted).toBeGreaterThan(120_000 + 20_000);
  });

  it('asks when metrics are missing, and an answer is heard', async () => {
    const asked = await played([
      APPROVED,
      '{ at: 5s, metrics: missing, for: 2m }',
      '{ at: 10s, answer: ambiguous-metrics, by: "person:ada", decision: rollback }',
    ]);

    expect(types(asked)).toContain('CheckpointOpened');
    expect([asked.phase, asked.signal]).toEqual(['rolled-back', 'ROLLBACK_TRIGGERED']);
  });

  it('says what the rules refused to its people', async () => {
    const refused = await played([
      '{ at: 0s, answer: production-promotion, by: "person:mallory", decision: approve }',
      '{ at: 0s, ask: resume }',
      APPROVED,
    ]);

    expect(refused.refused).toEqual([
      expect.stringContaining('ResumeDeployment: Nothing is held'),
      expect.stringContaining('GrantApproval: person:mallory is not among the approvers'),
    ]);
    expect(refused.phase).toBe('completed');
  });

  it('of a first release takes it out of service when it goes bad', async () => {
    const first = await played([APPROVED, '{ at: 5s, candidate: { errors: 60% } }'], 'first_release: true');

    expect(first.phase).toBe('rolled-back');
    expect(types(first)).toContain('TrafficReturned');
  });

  it('of a failing check ends on staging', async () => {
    expect(await played(['{ at: 0s, check: smoke, result: fails }'])).toMatchObject({
      phase: 'staging-failed',
      signal: 'STAGING_FAILED',
    });
  });

  it('is closed by a root cause', async () => {
    const closed = await played([
      APPROVED,
      '{ at: 10s, ask: rollback, by: "agent:builder", reason: "it looks odd" }',
      '{ at: 10s, answer: after-rollback, decision: close, reason: "a default was wrong" }',
    ]);

    expect(closed.phase).toBe('closed');
  });
});

describe('the stories among the examples', () => {
  const folder = new URL('../../examples/stories/', import.meta.url);
  const text = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

  it.each(['goes-bad', 'crash-loop'])('%s comes to what it expects', async (name) => {
    const read = readStory(text(`${name}.yaml`), name);
    const loaded = loadConfig(text('plimsoll.yaml'), { file: 'plimsoll.yaml', env: {} });
    if ('problems' in read || 'problems' in loaded) throw new Error('an example cannot be read');

    const found = judgeStory(read.story.expect, await play(read.story, loaded.spec, 1));

    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ met }) => !met)).toEqual([]);
  });
});
