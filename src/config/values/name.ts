import { isName } from '../../core/kernel/id.ts';
import { quoted } from '../problem/readable.ts';
import { faulty, textValue } from './text-value.ts';

/** How names are written, for editors; `isName` decides. */
export const NAME_PATTERN = '^[a-z0-9][a-z0-9._-]{0,62}$';

/** How to write a name, for messages. */
export const NAME_RULE = 'lower-case letters, digits and . _ -, beginning with a letter or digit, at most 63';

/** The name of a unit or a window. */
export const nameValue = (example: string, description: string) =>
  textValue({ examples: [example], description, pattern: NAME_PATTERN }, (text) =>
    isName(text) ? text : faulty({ code: 'name', message: `${quoted(text)} is no name`, remedy: `write ${NAME_RULE}` }),
  );
