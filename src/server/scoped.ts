import type { ControlPlane } from '../api/control-plane.ts';
import type { EnvironmentPlace } from '../api/environments.ts';
import type { PolicyRequest } from '../api/policy.ts';
import { type Place, refusePlace, type Scope } from '../core/authorisation/scope.ts';
import { refuse } from '../core/kernel/refusal.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';

type Parts = Pick<ServiceParts, 'store' | 'loadUnit' | 'notifications'>;
type Placing<K extends keyof ControlPlane> = (
  parts: Parts,
  ...asked: Parameters<ControlPlane[K]>
) => Place | null | Promise<Place | null>;

const nowhere = (): null => null;
const ofDeployment = ({ store }: Parts, id: string): Place | null => {
  const opening = (store.deployment(id) ?? store.setAside(id))?.state.opening;
  return opening === undefined ? null : { unit: opening.spec.name, environment: opening.environment };
};
const ofMessage = (parts: Parts, id: string): Place | null => {
  const posted = parts.notifications?.outbox.find(id);
  return posted === undefined ? null : { unit: posted.notice.unit, environment: posted.notice.environment };
};
const ofPlace = (_: Parts, { unit, environment }: EnvironmentPlace): Place => ({ unit, environment });
const ofFile = async (
  { loadUnit }: Parts,
  { config, environment }: { readonly config: string; readonly environment: string },
): Promise<Place> => ({ unit: (await loadUnit(config)).name, environment });
const ofPolicy = (parts: Parts, asked: PolicyRequest): Place | Promise<Place> =>
  'unit' in asked ? ofPlace(parts, asked) : ofFile(parts, asked);

/** Where each question of the control plane is about. One that is not here is not answered to a token for certain places. */
export const PLACES: { readonly [K in keyof ControlPlane]?: Placing<K> } = {
  about: nowhere,
  whoami: nowhere,
  open: ofFile,
  plan: ofFile,
  policy: ofPolicy,
  policiesWaiting: nowhere,
  consentToPolicy: ofPolicy,
  policyToSign: ofPolicy,
  tryGate: ofFile,
  readMetric: ofFile,
  checkSources: ofFile,
  blackouts: async ({ loadUnit }, { config }) => {
    const { name } = await loadUnit(config);
    return { unit: name, environment: null };
  },
  get: ofDeployment,
  events: ofDeployment,
  logs: ofDeployment,
  ask: ofDeployment,
  sheet: ofDeployment,
  challenge: ofDeployment,
  answer: ofDeployment,
  report: ofDeployment,
  statements: ofDeployment,
  argue: ofDeployment,
  prune: ofPlace,
  environment: ofPlace,
  holdEnvironment: ofPlace,
  actSheet: ofPlace,
  proposeAdoption: ofPlace,
  actChallenge: ofPlace,
  act: ofPlace,
  list: nowhere,
  current: nowhere,
  environments: nowhere,
  history: nowhere,
  notifications: nowhere,
  notification: ofMessage,
  receivers: nowhere,
  testReceiver: async ({ loadUnit }, { config, unit = '' }) => ({
    unit: config === undefined ? unit : (await loadUnit(config)).name,
    environment: null,
  }),
  replay: ofMessage,
  feed: nowhere,
};

/** A control plane that answers about the places of a token's scope alone: other places are refused, and left out of lists. */
export function scopedPlane(plane: ControlPlane, scope: Scope, parts: Parts): ControlPlane {
  if (scope.units === null && scope.environments === null) return plane;
  const isWithin = (place: Place): boolean => refusePlace(scope, place) === null;
  const lists: Partial<ControlPlane> = {
    list: async () => (await plane.list()).filter(isWithin),
    policiesWaiting: async () => (await plane.policiesWaiting()).filter(isWithin),
    current: async () => (await plane.current()).filter(isWithin),
    notifications: async (asked) => (await plane.notifications(asked)).filter(isWithin),
    receivers: async (asked) =>
      (await plane.receivers(asked)).filter(({ unit }) => isWithin({ unit, environment: null })),
    environments: async () => (await plane.environments()).filter(isWithin),
    history: async (asked) => {
      const found = await plane.history(asked);
      return { ...found, deployments: found.deployments.filter(isWithin) };
    },
    feed: async (after, wait) => {
      const found = await plane.feed(after, wait);
      return { ...found, events: found.events.filter(isWithin) };
    },
  };
  return new Proxy(plane, {
    get(target, name: keyof ControlPlane) {
      const placing = PLACES[name] as
        | ((parts: Parts, ...asked: readonly unknown[]) => ReturnType<Placing<'get'>>)
        | undefined;
      return async (...asked: readonly unknown[]) => {
        if (placing === undefined) throw refused(notForPlaces(name));
        const place = await placing(parts, ...asked);
        const refusal = place === null ? null : refusePlace(scope, place);
        if (refusal !== null) throw refused(refusal);
        const answer = (lists[name] ?? target[name]) as (...asked: readonly unknown[]) => Promise<unknown>;
        return answer(...asked);
      };
    },
  });
}

const notForPlaces = (name: string) =>
  refuse(
    'token-not-for-this',
    `A token for certain places is not for ${name}`,
    'A person does it, or makes another token',
  );
