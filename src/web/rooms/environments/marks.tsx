import type { EnvironmentView } from '../../../api/environments.ts';
import { Badge } from '../../parts/sign.tsx';
import { ENVIRONMENTS } from './words.ts';

/** Whether an environment is on hold, and whether it is as recorded. */
export const Marks = ({ view }: { readonly view: EnvironmentView }) => (
  <span className="row">
    {view.heldBy === null ? null : <Badge of="hold">{ENVIRONMENTS.held}</Badge>}
    {view.hold === null ? null : <Badge of="hold">{ENVIRONMENTS.afterRollback}</Badge>}
    {view.drift === null ? (
      view.stable === null ? null : (
        <Badge of="pass">{ENVIRONMENTS.well}</Badge>
      )
    ) : view.drift.acceptedBy === null ? (
      <Badge of="fail">{ENVIRONMENTS.drift}</Badge>
    ) : (
      <Badge of="hold">{ENVIRONMENTS.accepted(view.drift.acceptedBy)}</Badge>
    )}
  </span>
);
