import { isName } from '../../core/kernel/id.ts';
import { quoted } from '../problem/readable.ts';
import { NAME_RULE } from './name.ts';
import { faulty, textValue } from './text-value.ts';

const NO_PERSON: Readonly<Record<string, string>> = {
  agent: 'an agent',
  ci: 'a CI identity',
  local: 'an account of the operating system',
  system: 'the engine itself',
};

/** Who may answer a checkpoint: `person:NAME` or `group:NAME`. */
export const ApproverValue = textValue(
  { examples: ['person:owner', 'group:leads'], pattern: '^(?:person|group):[a-z0-9][a-z0-9._-]{0,62}$' },
  (text) => {
    const [, kind = '', name = ''] = /^([A-Za-z]*):(.*)$/s.exec(text) ?? [];
    const who = Object.hasOwn(NO_PERSON, kind.toLowerCase()) ? NO_PERSON[kind.toLowerCase()] : undefined;
    if (who !== undefined) {
      const message = `${quoted(text)} is ${who}, which never approves`;
      return faulty({ code: 'approver-not-a-person', message, remedy: 'name a person or a group: person:NAME' });
    }
    if ((kind === 'person' || kind === 'group') && isName(name)) return text;
    const isBare = kind === '' && isName(text);
    const remedy = isBare
      ? `write person:${text} or group:${text}`
      : `write person:NAME or group:NAME; NAME: ${NAME_RULE}`;
    return faulty({ code: 'approver', message: `${quoted(text)} names no approver`, remedy });
  },
);
