import { defused, isOnGithub } from '../github/workflow-command.ts';
import { inAscii } from './sign.ts';
import { visible } from './visible.ts';

/** Text as it may be printed: what others wrote can neither steer a terminal nor command a runner. */
export function shown(text: string, env: Readonly<Record<string, string | undefined>>, ascii: boolean): string {
  const printable = ascii ? inAscii(visible(text)) : visible(text);
  return isOnGithub(env) ? defused(printable) : printable;
}
