import { ProblemError } from '../api/problem.ts';
import { type ControlPlaneKey, openControlPlaneKey } from '../approval/control-plane-key.ts';
import { isRefusal } from '../core/kernel/refusal.ts';

/** The control plane's own key, made at its first start. Rejects with ProblemError where the file is not its own. */
export async function ownKey(file: string): Promise<ControlPlaneKey> {
  const key = await openControlPlaneKey(file);
  if (!isRefusal(key)) return key;
  const { code, message, remedy } = key;
  throw new ProblemError('refused', [{ code, message, remedy, path: file }]);
}
