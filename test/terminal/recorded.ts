import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventLine } from '../../src/api/control-plane.ts';
import { liveOf } from '../../src/api/live.ts';
import { NO_STORY, tell } from '../../src/api/shown/passage.ts';
import { type DeploymentView, viewOf } from '../../src/api/view.ts';
import type { LiveModel } from '../../src/cli/live/model.ts';
import { currentEntry } from '../../src/compose/current-entries.ts';
import { evolve } from '../../src/core/deployment/evolve.ts';
import type { Deployment } from '../../src/core/deployment/state.ts';
import { instant } from '../../src/core/kernel/instant.ts';
import { principalText } from '../../src/core/principal/principal.ts';
import { addToCurve, type Curve } from '../../src/core/verdict/curve.ts';
import { evolveJudging, type Judging, type JudgingRecord } from '../../src/core/verdict/judging.ts';
import { toDeploymentEvent } from '../../src/engine/encoding.ts';
import type { Entry } from '../../src/ports/journal.ts';
import { ADA } from '../../src/testing/builders.ts';

const HISTORY = join(import.meta.dirname, '../journals/0.1-storefront.ndjson');
const entries: readonly Entry[] = readFileSync(HISTORY, 'utf8')
  .trimEnd()
  .split('\n')
  .slice(0, -1)
  .map((line) => JSON.parse(line) as Entry)
  .map((entry) => (entry.stream.startsWith('deployment/') ? currentEntry(entry) : entry));

/** The deployments of the recorded history: the first release, the good one, the bad one. */
export const RECORDED = [...new Set(entries.map(({ stream }) => stream))]
  .filter((stream) => stream.startsWith('deployment/'))
  .map((stream) => stream.slice('deployment/'.length));

/** A moment of a recorded deployment: what a control plane said of it then, and what had happened. */
export interface Moment {
  readonly view: DeploymentView;
  readonly events: readonly EventLine[];
  readonly model: LiveModel;
}

/**
 * A recorded deployment at the moment when the n-th event of a type had just happened, or when so many blocks more had been
 * measured after it.
 */
export function recordedAt(id: string | undefined, type: string, { n = 1, blocks = 0 } = {}): Moment {
  const own = entries.filter(({ stream }) => stream === `deployment/${id}`);
  const reached = own.filter((entry) => entry.type === type)[n - 1];
  if (reached === undefined) throw new Error(`${id} has no ${n}. ${type}`);
  const measured = entries.filter(({ stream }) => stream === `measurements/${id}`);
  const until = measured.filter(({ seq }) => seq > reached.seq)[blocks - 1]?.seq ?? reached.seq;
  return momentAt(
    own.filter(({ seq }) => seq <= until),
    measured.filter(({ seq }) => seq <= until),
    entries.find(({ seq }) => seq === until)?.at ?? reached.at,
  );
}

function momentAt(own: readonly Entry[], measured: readonly Entry[], at: number): Moment {
  const deployment = own.map(toDeploymentEvent).reduce<Deployment | null>(evolve, null);
  if (deployment === null) throw new Error('nothing is open');
  const records = measured.map(({ type, body }) => ({ type, ...(body as object) }) as JudgingRecord);
  const plan = 'plan' in deployment ? deployment.plan : null;
  const judging =
    plan === null
      ? null
      : records.reduce<Judging | null>((before, record) => evolveJudging(plan, before, record), null);
  const curve = records.reduce<Curve | null>(addToCurve, null);
  const isMeasured = deployment.phase === 'rolling-out' || deployment.phase === 'baking';
  const looked = isMeasured && judging !== null && curve !== null ? { judging, curve } : undefined;
  const view = viewOf(deployment, own.length, ADA, instant(at), liveOf(looked));
  const events = own.map(lineOf);
  const story = events.reduce(tell, NO_STORY);
  const model: LiveModel = { view, story, now: at, areGatesShown: true, foot: { kind: 'keys' }, silentFor: null };
  return { view, events, model };
}

const lineOf = ({ seq, version, at, type, principal, body }: Entry): EventLine => ({
  seq,
  version,
  time: new Date(at).toISOString(),
  type,
  principal: principalText(principal),
  body,
});
