import { type Deployment, isTerminal } from '../deployment/state.ts';
import type { Slot } from '../environment/slot.ts';
import type { DeploymentId, Digest, ReleaseId } from '../kernel/id.ts';
import { digestsOf, type Release } from '../unit/release.ts';
import type { Removal } from './pruned-release.ts';

/** Why a stored release stays, most pressing first. */
export type Because = 'serves' | 'stands-by' | 'in-use' | 'runs' | 'among-the-newest' | 'shared';

/** A release that stays, and why. */
export interface Stay {
  readonly release: ReleaseId;
  readonly version: string;
  readonly commit: string;
  readonly because: Because;
  /** What keeps it, where that is one deployment. */
  readonly deployment: DeploymentId | null;
}

/** What of a unit's stored releases may go, and what stays. */
export interface Retention {
  readonly goes: readonly Removal[];
  readonly stays: readonly Stay[];
}

/** Everything that is known of what is stored, of all units: two of them may share an artifact. */
export interface Stored {
  /** Every deployment there ever was, newest first. */
  readonly deployments: readonly Deployment[];
  readonly slots: readonly Slot[];
  /** The releases of this unit whose instances were seen, wherever they run. */
  readonly running: ReadonlySet<string>;
}

/** A release that is stored, and the deployments that carry it, newest first. */
interface Carried {
  readonly release: Release;
  readonly carriers: readonly DeploymentId[];
}

/**
 * Decides what of a unit may be removed. What serves, what stands by to go back to, what a deployment that is not over uses, what
 * was seen running and the newest so many stay; so does every artifact that one of these shares, or another unit.
 */
export function retentionOf(unit: string, keep: number, stored: Stored): Retention {
  const releases = carriedBy(unit, stored);
  const goes: Carried[] = [];
  const stays: Stay[] = [];
  releases.forEach((carried, at) => {
    const why = neededFor(carried.release.id, unit, stored) ?? (at < keep ? NEWEST : null);
    if (why === null) goes.push(carried);
    else stays.push(stay(carried.release, why));
  });
  const kept = keptDigests(unit, new Set(goes.map(({ release }) => release.id)), stored);
  const removals = goes.map((one) => removal(one, kept));
  return {
    goes: removals.filter(({ digests }) => digests.length > 0),
    stays: [
      ...stays,
      ...goes.flatMap(({ release }, at) => (removals[at]?.digests.length === 0 ? [stay(release, SHARED)] : [])),
    ],
  };
}

interface Why {
  readonly because: Because;
  readonly deployment: DeploymentId | null;
}

const NEWEST: Why = { because: 'among-the-newest', deployment: null };
const SHARED: Why = { because: 'shared', deployment: null };

const stay = ({ id, version, commit }: Release, why: Why): Stay => ({ release: id, version, commit, ...why });

function removal({ release, carriers }: Carried, kept: ReadonlySet<Digest>): Removal {
  const { id, version, commit, artifacts } = release;
  const goes = new Map(artifacts.filter(({ digest }) => !kept.has(digest)).map(({ digest, bytes }) => [digest, bytes]));
  const bytes = [...goes.values()].reduce((sum, one) => sum + one, 0);
  return { release: id, version, commit, digests: [...goes.keys()], bytes, deployments: carriers };
}

/** The releases of a unit that were built and not removed since, newest first. */
function carriedBy(unit: string, { deployments, slots }: Stored): readonly Carried[] {
  const gone = new Set(slots.flatMap(({ pruned }) => pruned.flatMap((one) => one.deployments)));
  const found = new Map<ReleaseId, { release: Release; carriers: DeploymentId[] }>();
  for (const { opening, release } of deployments) {
    if (release === null || opening.spec.name !== unit || gone.has(opening.id)) continue;
    const known = found.get(release.id);
    if (known === undefined) found.set(release.id, { release, carriers: [opening.id] });
    else known.carriers.push(opening.id);
  }
  return [...found.values()];
}

function neededFor(id: ReleaseId, unit: string, { deployments, slots, running }: Stored): Why | null {
  const own = slots.filter((slot) => slot.unit === unit);
  const serving = own.find(({ stable }) => stable?.release.id === id);
  if (serving?.stable != null) return { because: 'serves', deployment: serving.stable.deployment };
  const back = own.flatMap(({ earlier }) => earlier).find(({ release }) => release.id === id);
  if (back !== undefined) return { because: 'stands-by', deployment: back.deployment };
  const user = deployments.find(
    (one) => one.opening.spec.name === unit && !isTerminal(one.phase) && usedBy(one).some((used) => used.id === id),
  );
  if (user !== undefined) return { because: 'in-use', deployment: user.opening.id };
  return running.has(id) ? { because: 'runs', deployment: null } : null;
}

/** What a deployment brings, and what it goes back to. */
const usedBy = (deployment: Deployment): readonly Release[] =>
  [deployment.release, 'rollbackRelease' in deployment ? deployment.rollbackRelease : null].filter(
    (release) => release !== null,
  );

/** The artifacts of everything that stays: the unit's own releases, what its slots name, and all of other units. */
function keptDigests(unit: string, goes: ReadonlySet<ReleaseId>, { deployments, slots }: Stored): ReadonlySet<Digest> {
  const own = deployments.filter(({ opening }) => opening.spec.name === unit);
  const used = own.filter(({ phase }) => !isTerminal(phase)).flatMap(usedBy);
  const units = new Set(deployments.map(({ opening }) => opening.spec.name));
  units.delete(unit);
  const others = [...units].flatMap((name) => carriedBy(name, { deployments, slots, running: new Set() }));
  const named = slots.flatMap(({ stable, earlier }) => (stable === null ? earlier : [stable, ...earlier]));
  const mine = carriedBy(unit, { deployments, slots, running: new Set() }).filter(
    ({ release }) => !goes.has(release.id),
  );
  return new Set(
    [...used, ...[...others, ...named, ...mine].map(({ release }) => release)].flatMap((release) => digestsOf(release)),
  );
}
