import { join } from 'node:path';
import type { HeadsView } from '../api/record.ts';
import type { ControlPlaneKey } from '../approval/control-plane-key.ts';
import type { RecordPolicy } from '../core/unit/unit.ts';
import type { Log } from '../engine/log.ts';
import type { Store } from '../engine/store.ts';
import { filePlace } from '../journal/heads/file-place.ts';
import { gitPlace } from '../journal/heads/git-place.ts';
import { HeadExports } from '../journal/heads/head-exports.ts';
import type { HeadPlace } from '../journal/heads/head-place.ts';
import { HeadSigner } from '../journal/heads/head-signer.ts';
import { originOf, verifierKeyText } from '../journal/heads/note.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { ControlPlaneRecord } from '../server/record.ts';
import { headPlaces } from './head-places.ts';
import type { Layout } from './layout.ts';

/** What signing and exporting stand on. */
export interface HeadsParts {
  readonly journal: Journal;
  readonly record: ControlPlaneRecord;
  readonly store: Store;
  readonly key: ControlPlaneKey;
  readonly clock: Clock;
  readonly layout: Layout;
  readonly log: Log;
}

/** The last round of exports may take so long when the control plane ends, in milliseconds. */
const LAST_ROUND = 5_000;

/** Signs the journal's head at every production decision, and brings the heads to the places that the configurations name. */
export class OwnHeads {
  readonly signer: HeadSigner;
  readonly verifierKey: string;
  readonly #exports: HeadExports;
  readonly #lastProblem: { text: string | null };

  private constructor(parts: HeadsParts, signer: HeadSigner, lastProblem: { text: string | null }) {
    const { log, clock } = parts;
    this.signer = signer;
    this.#lastProblem = lastProblem;
    this.verifierKey = verifierKeyText(originOf(parts.record.controlPlaneId), parts.key.publicKey);
    const known = new Map<string, HeadPlace>();
    this.#exports = new HeadExports({
      notes: () => signer.notes,
      places: () => headPlaces(parts.store, (to) => placesOf(to, parts, known)),
      wall: () => clock.wall(),
      wait: (milliseconds, signal) => clock.wait(milliseconds, signal),
      onChange: ({ place, problem }) =>
        problem === null
          ? log.info('journal heads are exported again', { place })
          : log.error('journal heads cannot be exported', { place, problem }),
    });
  }

  /** Reads what was signed before, and begins to sign. */
  static async start(parts: HeadsParts): Promise<OwnHeads> {
    const { journal, record, key, clock, log } = parts;
    const lastProblem: { text: string | null } = { text: null };
    let wake = (): void => undefined;
    const signer = await HeadSigner.start({
      ...{ journal, key, origin: originOf(record.controlPlaneId), epoch: record.epoch },
      wall: () => clock.wall(),
      steady: () => clock.steady(),
      onHead: () => {
        lastProblem.text = null;
        wake();
      },
      onFailure: (error) => {
        lastProblem.text = error instanceof Error ? error.message : String(error);
        log.error('a journal head could not be recorded', { problem: lastProblem.text });
      },
    });
    const heads = new OwnHeads(parts, signer, lastProblem);
    wake = () => heads.#exports.wake();
    heads.#exports.start();
    return heads;
  }

  /** How it stands, for people. */
  view(): HeadsView {
    return {
      verifierKey: this.verifierKey,
      signed: this.signer.notes.length,
      problem: this.#lastProblem.text,
      exports: this.#exports.standing().map(({ place, exported, problem, since, diverged }) => ({
        ...{ place, exported, problem, diverged },
        since: since === null ? null : new Date(since).toISOString(),
      })),
    };
  }

  /** Signs what is left and brings it away; a place that does not answer is left behind. */
  async stop(): Promise<void> {
    await this.signer.stop();
    await this.#exports.stop(LAST_ROUND);
  }
}

function placesOf(
  { folder, heads }: { readonly folder: string; readonly heads: RecordPolicy['heads'] },
  { layout, record }: HeadsParts,
  known: Map<string, HeadPlace>,
): readonly HeadPlace[] {
  const { controlPlaneId } = record;
  const found: HeadPlace[] = [];
  const keep = (name: string, make: () => HeadPlace): void => {
    const place = known.get(name) ?? make();
    known.set(name, place);
    found.push(place);
  };
  if (heads.file !== undefined) {
    const file = join(folder, heads.file);
    const path = heads.file.startsWith('/') ? heads.file : file;
    keep(path, () => filePlace(path));
  }
  if (heads.git !== undefined) {
    const { branch } = heads.git;
    // A path is seen from the configuration's folder; an address is taken as it stands.
    const remote = heads.git.remote.startsWith('.') ? join(folder, heads.git.remote) : heads.git.remote;
    const name = `${remote}#${branch}`;
    const copy = join(layout.root, 'head-exports', Buffer.from(name).toString('base64url').slice(-60));
    keep(name, () => gitPlace({ remote, branch, controlPlaneId, copy }));
  }
  return found;
}
