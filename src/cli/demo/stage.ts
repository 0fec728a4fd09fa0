import type { ControlPlane } from '../../api/control-plane.ts';
import type { Doing } from '../command.ts';
import type { Answering } from './answering.ts';
import type { Load } from './load.ts';
import type { ShopRepository } from './shop-repository.ts';

/** What users asked of a candidate, and the position in the router's rows behind it. */
export interface Exposed {
  readonly requests: number;
  readonly errors: number;
  readonly cursor: string | null;
}

/** What every act of the demo plays with. */
export interface Stage {
  readonly doing: Doing;
  readonly plane: ControlPlane;
  readonly repository: ShopRepository;
  readonly answering: Answering;
  /** The same for what is left for whoever watches. */
  readonly answeringWatched: Answering;
  /** What the router counted of the candidate since a position in its rows. */
  readonly exposed: (after: string | null) => Promise<Exposed>;
  /** Aborted when whoever watches has left: nothing is begun any longer. */
  readonly leaving: AbortSignal;
  /** Leaves, as Ctrl-C does. */
  readonly leave: () => void;
  /** No deployment of the story takes longer, in seconds. */
  readonly longest: number;
  /** The users; none before something serves. */
  load: Load | undefined;
}

/** A line of the story. */
export const tell = ({ doing }: Pick<Stage, 'doing'>, text: string): void => doing.line(text, { type: 'story', text });
