/** Which events of the record are wanted; an empty list is any. */
export interface StreamFilter {
  readonly units: readonly string[];
  readonly environments: readonly string[];
  readonly deployments: readonly string[];
}

/** All events. */
export const EVERYTHING: StreamFilter = { units: [], environments: [], deployments: [] };

const KINDS = { unit: 'units', environment: 'environments', deployment: 'deployments' } as const;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
/** No filter names more: whoever wants so many wants all. */
const MOST_NAMES = 100;

/** A filter as it stands in an address: `unit:checkout,environment:production`. */
export const filterText = (filter: StreamFilter): string =>
  Object.entries(KINDS)
    .flatMap(([kind, list]) => filter[list].map((name) => `${kind}:${name}`))
    .join(',');

/** Reads a filter's text; null when it cannot be read. Names of one kind are alternatives, the kinds must all fit. */
export function parseFilter(text: string): StreamFilter | null {
  const found: Record<(typeof KINDS)[keyof typeof KINDS], string[]> = { units: [], environments: [], deployments: [] };
  const parts = text === '' ? [] : text.split(',');
  if (parts.length > MOST_NAMES) return null;
  for (const part of parts) {
    const colon = part.indexOf(':');
    const kind = part.slice(0, colon);
    const name = part.slice(colon + 1);
    if (!Object.hasOwn(KINDS, kind) || !NAME.test(name)) return null;
    found[KINDS[kind as keyof typeof KINDS]].push(name);
  }
  return found;
}

/** Whether an event is one of those that are wanted. */
export function isWanted(filter: StreamFilter, event: StreamPlace): boolean {
  const { units, environments, deployments } = filter;
  return (
    (units.length === 0 || units.includes(event.unit)) &&
    (environments.length === 0 || environments.includes(event.environment)) &&
    (deployments.length === 0 || (event.deployment !== null && deployments.includes(event.deployment)))
  );
}

/** Where an event happened: in a deployment, or in an environment apart from any. */
export interface StreamPlace {
  readonly unit: string;
  readonly environment: string;
  readonly deployment: string | null;
}
