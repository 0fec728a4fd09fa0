import type { Instance, TargetState } from '../../../../ports/target.ts';

/** The one instance that there is. */
export const only = ({ instances }: TargetState): Instance => {
  const [instance] = instances;
  if (instance === undefined || instances.length !== 1) throw new Error(`${instances.length} instances`);
  return instance;
};

/** How the container of an instance is called. */
export const nameOf = ({ id }: Pick<Instance, 'id'>): string => `plimsoll-${id}`;

/** What the service in an instance says of its environment, and of what it is shown. */
export const environmentIn = async ({ address }: Pick<Instance, 'address'>) =>
  (await (await fetch(`${address}/env`)).json()) as {
    readonly env: Record<string, string>;
    readonly shown: string | null;
  };
