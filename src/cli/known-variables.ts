import { nearestName } from '../core/gate/nearest.ts';
import { GLOBAL_FLAGS } from './program/global-flags.ts';

/** Variables of ours that stand for no flag: the state folder, a token, how long completion may take, and what a check is given. */
const OTHERS = [
  'PLIMSOLL_DATA',
  'PLIMSOLL_TOKEN',
  'PLIMSOLL_COMPLETION_LIMIT',
  'PLIMSOLL_URL',
  'PLIMSOLL_TRACK',
  'PLIMSOLL_TEST_HEADER',
  'PLIMSOLL_TRACK_URL',
  'PLIMSOLL_DEPLOYMENT',
  'PLIMSOLL_RELEASE',
  'PLIMSOLL_COMMIT',
  'PLIMSOLL_VERSION',
  'PLIMSOLL_INSTANCE',
];

const KNOWN: ReadonlySet<string> = new Set([...GLOBAL_FLAGS.map(({ variable }) => variable), ...OTHERS]);

/** A line for each variable that looks like a slip of one of ours: it would be passed over in silence. */
export function slipsIn(env: NodeJS.ProcessEnv): readonly string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('PLIMSOLL_') && !KNOWN.has(name))
    .flatMap((name) => {
      const near = nearestName(name.slice('PLIMSOLL_'.length), [...KNOWN].map(short));
      return near === null ? [] : [`! ${name} is no variable of plimsoll (Did you mean PLIMSOLL_${near}?)`];
    });
}

const short = (name: string): string => name.slice('PLIMSOLL_'.length);
