import type { ApiRoute, Operation } from './operation.ts';
import { DEPLOYMENTS } from './operations/deployments.ts';
import { ENVIRONMENTS } from './operations/environments.ts';
import { NOTIFICATIONS } from './operations/notifications.ts';
import { PEOPLE } from './operations/people.ts';
import { READS } from './operations/reads.ts';

/** Every route of the API with what is said of it. A route that is not here does not compile. */
export const OPERATIONS: Readonly<Record<ApiRoute, Operation>> = {
  ...READS,
  ...DEPLOYMENTS,
  ...ENVIRONMENTS,
  ...PEOPLE,
  ...NOTIFICATIONS,
};
