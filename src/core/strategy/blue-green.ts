import { ALL } from '../kernel/weight.ts';
import type { BlueGreenSpec, Stage } from './strategy.ts';

/** The one stage of a flip: everything at once, watched for the validation period while stable stays warm. */
export const flipOf = ({ validationPeriod }: BlueGreenSpec): readonly Stage[] => [
  { weight: ALL, duration: validationPeriod, gates: [] },
];
