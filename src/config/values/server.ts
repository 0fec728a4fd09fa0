import { serverAddress } from '../server-address.ts';
import { faulty, textValue } from './text-value.ts';

/** The control plane that commands of this folder ask. */
export const ServerValue = textValue(
  { examples: ['unix:/run/plimsoll/control.sock'], description: 'The control plane that commands of this folder ask' },
  (text) => {
    const address = serverAddress(text);
    return 'kind' in address ? address : faulty(address);
  },
);
