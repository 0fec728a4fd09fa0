import type { Story } from '../../api/shown/passage.ts';
import type { DeploymentView } from '../../api/view.ts';

/** What stands at the foot of a frame. */
export type Foot =
  | { readonly kind: 'keys' }
  | { readonly kind: 'help' }
  /** A person types the reason of an act; it is asked for with Enter. */
  | { readonly kind: 'asking'; readonly act: 'hold' | 'rollback'; readonly text: string }
  /** What became of the last key. */
  | { readonly kind: 'said'; readonly text: string; readonly isGood: boolean }
  /** The last frame: nobody listens to keys any longer. */
  | { readonly kind: 'none' };

/** Everything a frame is made of. */
export interface LiveModel {
  readonly view: DeploymentView;
  readonly story: Story;
  /** Milliseconds since 1970 on the control plane's clock. */
  readonly now: number;
  readonly areGatesShown: boolean;
  readonly foot: Foot;
  /** Seconds since the control plane last answered, when that is worth saying; null while it answers. */
  readonly silentFor: number | null;
}

/** The size of the terminal, in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}
