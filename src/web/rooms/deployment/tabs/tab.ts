import type { Followed } from '../../../data/deployment.ts';

/** What every tab of a deployment is given. */
export interface TabProps {
  readonly followed: Followed;
}
