import { type Happened, type Shipped, ship } from './shipping.ts';
import type { World } from './world.ts';

/** A named moment of a deployment. */
export interface Moment {
  readonly name: string;
  readonly isIt: (event: Happened) => boolean;
}

/** One kill: when, and how long until another control plane decided in its place. */
export interface Kill {
  readonly moment: string;
  readonly milliseconds: number;
}

/** The moment at which an event of this type is in the record. */
export const at = (type: Happened['type'], name: string, which: (event: Happened) => boolean = () => true): Moment => ({
  name,
  isIt: (event) => event.type === type && which(event),
});

/** Ships what is committed, and kills the control plane with -9 at each of these moments, in their order. */
export async function shipUnderKills(
  { plane, approver }: World,
  moments: readonly Moment[],
): Promise<Shipped & { readonly kills: readonly Kill[] }> {
  const kills: Kill[] = [];
  const shipped = await ship(plane, approver, {
    onEvent: async (event, id) => {
      const moment = moments[kills.length];
      if (!moment?.isIt(event)) return;
      kills.push({ moment: moment.name, milliseconds: await plane.killed(id) });
    },
  });
  return { ...shipped, kills };
}
