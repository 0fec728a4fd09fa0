/** The stream of one deployment's events. */
export const deploymentStream = (id: string): string => `deployment/${id}`;

/** The stream of one deployment's measurements: high in volume, read by the judge alone. */
export const measurementStream = (id: string): string => `measurements/${id}`;

/** The stream of what people and agents say beside one deployment: data for readers, from which nothing is decided. */
export const statementStream = (id: string): string => `statements/${id}`;

/** The stream of a unit's place in an environment. */
export const slotStream = (unit: string, environment: string): string => `slot/${unit}/${environment}`;

/** The stream of the control plane itself: starts, enrolments, issued nonces. */
export const CONTROL_PLANE_STREAM = 'control-plane';
