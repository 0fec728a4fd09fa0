import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { controlPlaneClient } from '../../src/api/client.ts';
import type { ControlPlane, OpenRequest } from '../../src/api/control-plane.ts';
import { ActBook } from '../../src/approval/act/challenge.ts';
import { ChallengeBook } from '../../src/approval/challenge.ts';
import { requestEnrolment } from '../../src/approval/enrolment.ts';
import { signAnswer } from '../../src/approval/sign.ts';
import { SigningKey } from '../../src/approval/signing-key.ts';
import { invocationOf } from '../../src/cli/invocation.ts';
import { surroundingsHere } from '../../src/cli/mcp/surroundings.ts';
import { seconds } from '../../src/core/kernel/duration.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import { Engine } from '../../src/engine/engine.ts';
import { Store } from '../../src/engine/store.ts';
import { MemoryJournal } from '../../src/journal/memory/memory-journal.ts';
import { Access } from '../../src/server/access.ts';
import { overLoopback } from '../../src/server/authenticate.ts';
import { doorTo } from '../../src/server/door.ts';
import { httpApp } from '../../src/server/http.ts';
import { Logins } from '../../src/server/logins.ts';
import { openingsInTurn } from '../../src/server/opening-once.ts';
import { PasskeyDesk } from '../../src/server/passkeys/desk.ts';
import { ControlPlaneRecord } from '../../src/server/record.ts';
import type { AroundAgents } from '../../src/server/routes/agents.ts';
import { serviceFor } from '../../src/server/service.ts';
import { SessionBook } from '../../src/server/session-book.ts';
import { SessionCookie } from '../../src/server/session-cookie.ts';
import { SessionRecord } from '../../src/server/session-record.ts';
import { EventStreams } from '../../src/server/sse/event-streams.ts';
import type { StreamLimits } from '../../src/server/sse/limits.ts';
import { TokenBook } from '../../src/server/tokens/token-book.ts';
import { NOON } from '../../src/testing/builders.ts';
import { aQuickUnit } from '../../src/testing/fakes/engine-bench.ts';
import { type SimulatedMachine, simulatedMachine } from '../../src/testing/fakes/simulated-machine.ts';
import { type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.ts';

/** What stands around the door of agents where the configuration lies in a folder. */
export const aroundAgentsIn =
  (dir: string): AroundAgents =>
  async (plane, set) =>
    surroundingsHere(
      {
        ...{ invocation: invocationOf({ dir }, {}, false), plane, runningPlane: plane },
        ...{ say: () => undefined, line: () => undefined },
      },
      set,
    );

const TOKEN = 'plm_local_test';
/** What the bench's unit is deployed with. */
export const REQUEST: OpenRequest = {
  config: '/shop/plimsoll.yaml',
  environment: 'production',
  reference: 'HEAD',
  dirty: false,
  reason: 'a test',
};

/** What outlives a control plane. */
interface Before {
  readonly clock: VirtualClock;
  readonly machine: SimulatedMachine;
  readonly journal: MemoryJournal;
}

/** A control plane in virtual time behind its HTTP face, with Ada as its approver; the next one of another, where that is given. */
export async function aControlPlane(streams?: StreamLimits, before?: Before) {
  const clock = before?.clock ?? virtualClock(NOON);
  const machine = before?.machine ?? simulatedMachine(clock);
  const journal = before?.journal ?? new MemoryJournal();
  const record = await ControlPlaneRecord.start(journal, clock, '0.1.0');
  const store = await Store.load(journal);
  const quiet = () => undefined;
  const log = { info: quiet, warn: quiet, error: quiet };
  const engine = new Engine({ journal, store, drivers: machine.drivers, clock, epoch: record.epoch, log });
  await engine.start();
  const over = new AbortController();
  const users = machine.serve(over.signal);
  const ending = new AbortController();
  let ends = 0;
  /** What the configuration file says; a test may change it. */
  const unit = { spec: aQuickUnit() };
  const tokens = await TokenBook.load(journal, clock, record.epoch);
  const sessionRecord = await SessionRecord.load(journal, clock, record.epoch);
  const isActive = (keyId: string) =>
    record.trust?.keys.some(({ id, revokedAt }) => id === keyId && revokedAt === null) ?? false;
  const sessions = new SessionBook(sessionRecord, clock, isActive);
  const passkeys = new PasskeyDesk({ record: sessionRecord, sessions, ownToken: TOKEN }, clock);
  const parts = {
    ...{ tokens, sessions, passkeys, logins: new Logins(clock, sessions, () => 'http://localhost:7311') },
    ...{ engine, store, journal, clock, record, drivers: machine.drivers },
    loadUnit: async () => unit.spec,
    challenges: new ChallengeBook(),
    acts: new ActBook(),
    opensInTurn: openingsInTurn(),
    streams: await EventStreams.start({ journal, store, clock, record, ending: ending.signal }, streams),
    version: '0.1.0',
    epoch: record.epoch,
    startedAt: new Date(NOON).toISOString(),
    page: () => 'http://localhost:7311',
    ending: ending.signal,
    end: () => {
      ends += 1;
    },
  };
  /** What stands around the door of agents; a test may put its own there. */
  const agents = { around: aroundAgentsIn(tmpdir()) };
  const local = { principal: { kind: 'local', name: 'os/1000' }, proof: 'os-account' } as const;
  const service = serviceFor(parts, local);
  const app = httpApp(
    doorTo(
      parts,
      new Access(parts),
      overLoopback(local, TOKEN, parts, () => new SessionCookie(parts.page())),
    ),
    () => 'hello',
    async (plane, set) => agents.around(plane, set),
  );
  const ada = new SigningKey('ed25519', 'person:ada', generateKeyPairSync('ed25519').privateKey);
  const until = async (id: string, phase: string): Promise<void> => {
    for (let waited = 0; (await service.get(id)).phase !== phase; waited += 1) {
      if (waited > 600) throw new Error(`it never came to ${phase}: ${(await service.get(id)).phase}`);
      await clock.advance(seconds(1));
    }
  };
  return {
    ...{ clock, machine, app, ada, until, journal, unit, parts, agents },
    slot: () => store.slot('checkout', 'production'),
    ending,
    ends: () => ends,
    plane: clientOf(app),
    enrol: () => {
      const wish = { controlPlaneId: record.controlPlaneId, groups: [], environments: null };
      return service.enrol(requestEnrolment(ada, wish));
    },
    approve: (id: string) => approve(service, ada, id),
    close: async () => {
      over.abort();
      await Promise.all([engine.stop(), users]);
    },
  };
}

/** A control plane on the bench. */
export type ControlPlaneOnBench = Awaited<ReturnType<typeof aControlPlane>>;

type App = ReturnType<typeof httpApp>;
/** What a caller with the token sends. */
export const HEADERS = { host: 'localhost:7311', authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

/** What the command line is to the control plane, without a socket between. */
const clientOf = (app: App): ControlPlane =>
  controlPlaneClient(async (method, path, body, more) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await app.request(path, { method, headers: { ...HEADERS, ...more }, ...sent });
    return { status: response.status, text: await response.text() };
  });

async function approve(plane: ControlPlane, key: SigningKey, id: string): Promise<void> {
  const request = await plane.sheet(id, 'production-promotion');
  const answer = { decision: 'approve', reason: 'reads well' } as const;
  const asked = {
    checkpoint: 'production-promotion',
    approver: key.person,
    credentialId: key.keyId,
    ...answer,
  } as const;
  const challenge = await plane.challenge(id, asked);
  const bundle = signAnswer(request, answer, challenge.statement, key);
  if (isRefusal(bundle)) throw new Error(bundle.message);
  await plane.answer(id, bundle);
}
