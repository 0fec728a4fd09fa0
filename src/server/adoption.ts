import type { AdoptionRequest, EnvironmentPlace, EnvironmentView } from '../api/environments.ts';
import type { ActRequest } from '../approval/act/request.ts';
import { refuseToAdopt } from '../core/environment/decide.ts';
import type { StableRelease } from '../core/environment/slot.ts';
import { hours } from '../core/kernel/duration.ts';
import type { DeploymentId } from '../core/kernel/id.ts';
import { between } from '../core/kernel/instant.ts';
import { refuse } from '../core/kernel/refusal.ts';
import { DriverError } from '../ports/driver-error.ts';
import { adoptedRelease } from './adopted-release.ts';
import { adopting } from './adopting.ts';
import { environmentNamed } from './environment-named.ts';
import { type Place, viewOf } from './environments.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';
import { signersOf } from './signers-of.ts';

/** What is put before an approver stands for so long: what runs may be another by then. */
const STANDS = hours(1);

interface Proposal extends Place {
  readonly stable: StableRelease;
}

// They live in memory alone, as the nonces of acts do: after a restart what runs is looked at anew.
const books = new WeakMap<ServiceParts['acts'], Map<string, Proposal>>();

const bookOf = ({ acts }: ServiceParts): Map<string, Proposal> => {
  const book = books.get(acts) ?? new Map<string, Proposal>();
  books.set(acts, book);
  return book;
};

const keyOf = ({ unit, environment }: EnvironmentPlace): string => `${unit}/${environment}`;

/** Looks at what runs in an environment of which nothing is recorded, and says what adopting it would record. */
export async function proposeAdoption(
  parts: ServiceParts,
  place: EnvironmentPlace,
  request: AdoptionRequest,
): Promise<ActRequest> {
  const spec = await parts.loadUnit(request.config);
  const environment = environmentNamed(spec, place.environment);
  if (spec.name !== place.unit) {
    throw refused(
      refuse('unit-unlike', `The configuration is of ${spec.name}, not of ${place.unit}`, 'Name its folder: -C DIR'),
    );
  }
  const refusal = refuseToAdopt(parts.store.slot(spec.name, environment.name));
  if (refusal !== null) throw refused(refusal);
  try {
    const { release, unverified } = await adoptedRelease(parts, { spec, environment }, request);
    const since = parts.clock.wall();
    const deployment = `adopted_${release.id}` as DeploymentId;
    const stable = { release, deployment, since, adopted: { unverified } };
    bookOf(parts).set(keyOf(place), { unit: spec.name, spec, environment, stable });
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    throw refused(refuse('target-not-seen', error.message, 'Look whether it answers: plimsoll doctor'));
  }
  return adoptionSheet(parts, place);
}

/** What was last proposed for an environment, as an approver reads it. */
export async function adoptionSheet(parts: ServiceParts, place: EnvironmentPlace): Promise<ActRequest> {
  const { spec, environment, stable } = proposalFor(parts, place);
  const slot = parts.store.slot(spec.name, environment.name);
  const refusal = refuseToAdopt(slot);
  if (refusal !== null) throw refused(refusal);
  const { seq, hash } = await parts.journal.head();
  return {
    schema: 'plimsoll.act-request/1',
    controlPlaneId: parts.record.controlPlaneId,
    logHead: { seq, hash },
    unit: spec.name,
    environment: environment.name,
    context: { act: 'adopt', proposal: stable },
    stable: slot.stable,
    ...signersOf(slot, spec),
    // What nobody deployed is no demo.
    demo: false,
  };
}

/** Has the target call what runs by the release that is to be recorded; nothing of it is touched. */
export async function nameAdopted(parts: ServiceParts, place: EnvironmentPlace): Promise<void> {
  const { spec, environment, stable } = proposalFor(parts, place);
  const target = parts.drivers.target(spec.name, environment, spec.registry);
  const { release, since } = stable;
  const snapshot = { target: environment.target, health: environment.health };
  const effect = {
    id: `slot/${spec.name}/${environment.name}/adopt/${since}`,
    epoch: parts.epoch,
    signal: parts.ending,
  };
  try {
    await adopting(target)({ release, snapshot, track: 'stable' }, effect);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    throw refused(refuse('target-not-seen', error.message, 'Look again: plimsoll adopt'));
  }
}

/** The environment once what runs there is recorded. */
export async function adoptedView(parts: ServiceParts, place: EnvironmentPlace): Promise<EnvironmentView> {
  const proposal = proposalFor(parts, place);
  bookOf(parts).delete(keyOf(place));
  return viewOf(parts, proposal);
}

function proposalFor(parts: ServiceParts, place: EnvironmentPlace): Proposal {
  const found = bookOf(parts).get(keyOf(place));
  if (found !== undefined && between(found.stable.since, parts.clock.wall()) < STANDS) return found;
  const message = `Nothing is proposed for ${place.unit}/${place.environment}, or no longer`;
  throw refused(
    refuse(
      'nothing-proposed',
      message,
      `Look at what runs: plimsoll adopt -e ${place.environment} --reference COMMIT --reason TEXT`,
    ),
  );
}
