import { randomUUID } from 'node:crypto';
import { adminServer } from './admin.ts';
import { claimFolder, closeToOthers, freeSocket, removeSocket, socketPath } from './admin-socket.ts';
import { control } from './control.ts';
import { dispatch } from './dispatch.ts';
import { removeIdentity, writeIdentity } from './identity-file.ts';
import { bindableHost, parseListen, publicAddress } from './listen-address.ts';
import { listenAt, listenOn } from './listening.ts';
import { liveMembers } from './members.ts';
import { secondRows } from './second-rows.ts';
import { messageOf } from './start-failure.ts';
import { stateFile } from './state-file.ts';
import { trafficServer } from './traffic-server.ts';

/** How a router is started. */
export interface RouterOptions {
  /** A folder of this account alone, one per environment. */
  readonly dir: string;
  /** `host:port`; port 0 takes the port it had before, or a free one. */
  readonly listen: string;
  /** Milliseconds on a clock that never jumps. */
  readonly steady?: () => number;
  /** Says what a person should know. */
  readonly warn?: (text: string) => void;
  /** How long an instance may stay silent, in milliseconds. */
  readonly silence?: number;
}

/** A router that serves. */
export interface RunningRouter {
  /** The id of this start. */
  readonly boot: string;
  readonly address: string;
  readonly adminSocket: string;
  /** Takes no more connections, lets requests under way finish for this long (ten seconds), then ends. */
  stop(grace?: number): Promise<void>;
}

const GRACE = 10_000;

/** Starts the embedded data plane. It serves at once with the weights and members it had before, without any control plane. */
export async function startRouter(options: RouterOptions): Promise<RunningRouter> {
  const { dir } = options;
  const steady = options.steady ?? (() => performance.now());
  const warn = options.warn ?? ((text) => process.stderr.write(`${text}\n`));
  const wanted = parseListen(options.listen);

  await claimFolder(dir);
  const adminSocket = await socketPath(dir);
  await freeSocket(adminSocket);
  const file = stateFile(dir);
  const { state: found, setAside } = await file.load();
  if (setAside !== undefined) {
    warn(`warning[router-state] the state was unreadable and lies in ${setAside}; out of service until told otherwise`);
  }

  const boot = randomUUID();
  const silence = options.silence ?? 60_000;
  const startedAt = steady();
  // Seconds go on rising over starts, also after the wall clock was set back: whoever orders rows by them must not see them fall.
  const first = Math.max(Math.floor(Date.now() / 1000), (found?.second ?? 0) + 1);
  const rows = secondRows(boot, first, startedAt);
  const members = liveMembers(silence);
  const plane = control({ boot, found, file, members, warn, second: () => rows.current(steady()) });
  let isClosing = false;
  const traffic = trafficServer({
    dispatch: dispatch({ routing: plane.routing, members, rows, steady }),
    members,
    silence,
    isClosing: () => isClosing,
  });
  const port = wanted.port === 0 ? (found?.port ?? 0) : wanted.port;
  const bound = await listenOn(traffic.server, { host: bindableHost(wanted.host), port });
  const address = publicAddress({ host: wanted.host, port: bound });
  const admin = adminServer({ boot, control: plane, rows, steady });
  try {
    await plane.open(bound, address);
    await listenAt(admin, adminSocket);
    await closeToOthers(adminSocket);
  } catch (error) {
    traffic.server.close();
    throw error;
  }
  // Without it the router can still be found by its socket.
  await writeIdentity(dir, boot).catch((error: unknown) => {
    warn(`warning[router-identity] router.pid cannot be written: ${messageOf(error)}`);
  });

  return {
    boot,
    address,
    adminSocket,
    stop: async (grace = GRACE) => {
      isClosing = true;
      admin.close();
      await traffic.close(grace);
      admin.closeAllConnections();
      members.cut();
      await removeSocket(adminSocket, dir);
      await removeIdentity(dir);
    },
  };
}
