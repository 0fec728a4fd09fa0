import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { pino } from 'pino';
import { ProblemError } from '../api/problem.ts';
import { ActBook } from '../approval/act/challenge.ts';
import { ChallengeBook } from '../approval/challenge.ts';
import { hideSecrets } from '../drivers/shared/known-secrets.ts';
import { secretVersions } from '../drivers/shared/secret-version.ts';
import { Engine } from '../engine/engine.ts';
import type { Log } from '../engine/log.ts';
import { Store } from '../engine/store.ts';
import { systemClock } from '../engine/system-clock.ts';
import { openSqliteJournal } from '../journal/sqlite/open.ts';
import type { SqliteJournal } from '../journal/sqlite/sqlite-journal.ts';
import { JournalUnavailable } from '../ports/journal.ts';
import { Access } from '../server/access.ts';
import { overLoopback, overSocket } from '../server/authenticate.ts';
import type { Caller } from '../server/caller.ts';
import { doorTo } from '../server/door.ts';
import { httpApp } from '../server/http.ts';
import { type Listening, listenOnLoopback, listenOnSocket, listenOverTls } from '../server/listening.ts';
import { Logins } from '../server/logins.ts';
import { openingsInTurn } from '../server/opening-once.ts';
import type { ServiceParts } from '../server/parts.ts';
import { PasskeyDesk } from '../server/passkeys/desk.ts';
import { fixedPort, fixedPortTaken } from '../server/passkeys/fixed-port.ts';
import { ControlPlaneRecord } from '../server/record.ts';
import type { AroundAgents } from '../server/routes/agents.ts';
import { SessionBook } from '../server/session-book.ts';
import { SessionCookie } from '../server/session-cookie.ts';
import { SessionRecord } from '../server/session-record.ts';
import { EventStreams } from '../server/sse/event-streams.ts';
import { STREAM_LIMITS, type StreamLimits } from '../server/sse/limits.ts';
import { TokenBook } from '../server/tokens/token-book.ts';
import { voidUnspent } from '../server/void-unspent.ts';
import { type ApprovalSiteOptions, approvalSite } from './approval-site.ts';
import { chainLook } from './chain-look.ts';
import { currentEntry } from './current-entries.ts';
import { machineDrivers } from './drivers.ts';
import { exposedMetrics } from './exposed-metrics.ts';
import { OwnHeads } from './heads.ts';
import { isolationProof } from './isolation-proof.ts';
import { Keeper } from './keeper.ts';
import { layOut, readSmall } from './layout.ts';
import { ownKey } from './own-key.ts';
import { recordPart } from './record-export.ts';
import { tellingOf } from './telling.ts';
import { recallSecrets } from './unit-secrets.ts';

/** Where the page is looked for first. */
const FIRST_PORT = 7311;

/** How to run a control plane. */
export interface RunOptions {
  readonly dataDir: string;
  /** The loopback port that was asked for; null takes the one it had, and 7311 the first time. */
  readonly port: number | null;
  readonly version: string;
  /** How many streams of events may be open; what is left out is as usual. */
  readonly streams?: Partial<Pick<StreamLimits, 'inAll' | 'perPrincipal'>>;
  /** What stands around the agents' door at /mcp; without it there is none. */
  readonly agents?: AroundAgents;
  /** Where people approve over a network; without it that is the page on loopback. */
  readonly approvals?: ApprovalSiteOptions;
  /** Starts a router process: the command in front of its own arguments. */
  readonly routerCommand: readonly string[];
}

/** A control plane that is up. */
export interface RunningControlPlane {
  readonly socket: string;
  readonly page: string;
  /** Resolves when the control plane was asked to end, over its API or by `stop`. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Opens the journal, takes up what was under way, and answers on socket and loopback port. */
export async function runControlPlane(options: RunOptions): Promise<RunningControlPlane> {
  const site = options.approvals === undefined ? null : await approvalSite(options.approvals, systemClock.wall());
  const layout = layOut(options.dataDir);
  const log = logTo();
  const clock = systemClock;
  const journal = await openJournal(layout.journal, log);
  const opened = await journal.head();
  const record = await ControlPlaneRecord.start(journal, clock, options.version);
  const store = await Store.load(journal, currentEntry);
  const versionOf = secretVersions(layout.secretVersions);
  await recallSecrets(store, versionOf);
  const key = await ownKey(layout.ownKey);
  const packager = { key, controlPlaneId: record.controlPlaneId, version: options.version };
  const drivers = machineDrivers(layout, options.routerCommand, packager, (message) =>
    log.warn('a command target warns', { message }),
  );
  const engine = new Engine({ journal, store, drivers, clock, epoch: record.epoch, log, room: journal });
  const keeper = new Keeper(layout, drivers, clock, log);

  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const ending = new AbortController();
  let page = '';
  const tokens = await TokenBook.load(journal, clock, record.epoch);
  const sessionRecord = await SessionRecord.load(journal, clock, record.epoch);
  const sessions = new SessionBook(sessionRecord, clock, (keyId) => isActive(record, keyId));
  const token = httpToken(layout.token);
  const passkeys = new PasskeyDesk({ record: sessionRecord, sessions, ownToken: token }, clock);
  const heads = await OwnHeads.start({ journal, record, store, key, clock, layout, log });
  const telling = await tellingOf({
    ...{ journal, store, clock, log, root: layout.root, version: options.version },
    page: () => page,
  });
  const metrics = exposedMetrics({
    ...{ journal, store, engine, clock, version: options.version },
    isChainOk: () => heads.view().problem === null && store.quarantined().length === 0,
    notifications: () => telling.counted(),
  });
  const parts: ServiceParts = {
    chain: chainLook(journal, clock, opened),
    heads: {
      view: () => heads.view(),
      record: (id, asked) => recordPart({ parts, heads, key }, id, asked),
    },
    ...{ tokens, sessions, passkeys, logins: new Logins(clock, sessions, () => page) },
    ...{ engine, store, journal, drivers, clock, record },
    // Loaded when a configuration is first read: what is under way has its own in the journal.
    loadUnit: async (file) => (await import('./load-unit.ts')).loadUnit(file, versionOf),
    challenges: new ChallengeBook(),
    acts: new ActBook(),
    isolationProof: () => isolationProof(layout.root),
    opensInTurn: openingsInTurn(),
    streams: await EventStreams.start(
      { journal, store, clock, record, ending: ending.signal },
      { ...STREAM_LIMITS, ...options.streams },
    ),
    notifications: telling.notifications,
    metrics: () => metrics.text(),
    version: options.version,
    epoch: record.epoch,
    startedAt: new Date(clock.wall()).toISOString(),
    page: () => page,
    ending: ending.signal,
    // The answer to the request that ends it goes out first.
    end: () => void setTimeout(end, 50),
  };
  const local: Caller = { principal: { kind: 'local', name: `os/${userInfo().uid}` }, proof: 'os-account' };
  const access = new Access(parts);
  const listeners: Listening[] = [];
  const sayHello = (): string => `Plimsoll ${options.version}\nWhat waits and what happened: plimsoll status --all\n`;
  listeners.push(
    await listenOnSocket(
      httpApp(doorTo(parts, access, overSocket(local, token, parts)), sayHello, options.agents),
      layout.socket,
    ),
  );
  const fixed = fixedPort(record.trust);
  const overNetwork = httpApp(
    doorTo(
      parts,
      access,
      overLoopback(local, token, parts, () => new SessionCookie(page)),
    ),
    sayHello,
    options.agents,
  );
  // What was begun already would keep a process alive that has nothing to do.
  const givenUp = async (error: unknown): Promise<never> => {
    await heads.stop();
    await Promise.all(listeners.map((listener) => listener.close()));
    await journal.close();
    throw error;
  };
  const overHttp = await listenOnLoopback(
    overNetwork,
    fixed ?? options.port ?? Number(readSmall(layout.port) ?? FIRST_PORT),
    undefined,
    fixed === null ? undefined : fixedPortTaken,
    site !== null,
  ).catch(givenUp);
  listeners.push(overHttp);
  if (site !== null) listeners.push(await listenOverTls(overNetwork, site).catch(givenUp));
  page = site === null ? `http://localhost:${overHttp.port}` : site.origin;
  writeFileSync(layout.port, String(overHttp.port), { mode: 0o600 });
  await voidUnspent(parts, 'a key that was approved with counts no longer');
  await telling.start();
  await engine.start();
  keeper.start();
  log.info('control plane up', { socket: layout.socket, page, epoch: record.epoch });

  const stop = async (): Promise<void> => {
    end();
    ending.abort();
    await Promise.all([keeper.stop(), engine.stop(), telling.stop(), metrics.stop()]);
    await heads.stop();
    await Promise.all(listeners.map((listener) => listener.close()));
    await journal.close();
  };
  return { socket: layout.socket, page, ended, stop };
}

/** Opens the journal, or says as a problem why it cannot be used: then nothing is decided here. */
async function openJournal(dir: string, log: Log): Promise<SqliteJournal> {
  try {
    return await openSqliteJournal({
      dir,
      onFollowerFailure: (error) => log.error('a follower of the journal failed', { problem: String(error) }),
    });
  } catch (error) {
    if (!(error instanceof JournalUnavailable)) throw error;
    const remedy =
      error.code === 'locked'
        ? 'Use the control plane that runs: plimsoll status'
        : 'Traffic stays as it is. See what is wrong: plimsoll verify; mend the folder, or restore a copy that verifies';
    throw new ProblemError('unavailable', [
      { code: `journal-${error.code}`, message: error.message, remedy, path: dir },
    ]);
  }
}

const isActive = ({ trust }: ControlPlaneRecord, keyId: string): boolean =>
  trust?.keys.some(({ id, revokedAt }) => id === keyId && revokedAt === null) ?? false;

/** The token of the loopback port: made anew at each start, readable by this account alone. */
function httpToken(file: string): string {
  const token = `plm_local_${randomBytes(32).toString('base64url')}`;
  writeFileSync(file, token, { mode: 0o600 });
  return token;
}

function logTo(): Log {
  // The log is talk: stdout belongs to the one document of `-o json`.
  const stderr = pino.destination({ fd: 2, sync: true });
  // Whatever an error says, no secret that was read here leaves by the log.
  const quiet = { write: (line: string) => void stderr.write(hideSecrets(line)) };
  const out = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, quiet);
  return {
    info: (text, data) => out.info(data ?? {}, text),
    warn: (text, data) => out.warn(data ?? {}, text),
    error: (text, data) => out.error(data ?? {}, text),
  };
}
