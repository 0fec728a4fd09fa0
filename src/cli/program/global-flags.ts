import type { GlobalOptions } from '../invocation.ts';

/** A flag that every command knows: the one place where its names, its values and its default stand. */
export interface GlobalFlag {
  readonly key: keyof GlobalOptions;
  /** As it is written: `-o, --output <form>`. */
  readonly flags: string;
  readonly what: string;
  /** The variable that stands in for it; a flag wins over it. */
  readonly variable: string;
  readonly choices?: readonly string[];
  /** What holds when nothing is said, in words. */
  readonly fallback: string;
  /** Shown among the few that are used every day. */
  readonly isCommon: boolean;
}

/** The flags of every command, in the order in which they are shown. */
export const GLOBAL_FLAGS = [
  {
    key: 'dir',
    flags: '-C, --dir <dir>',
    what: 'the folder of the unit',
    variable: 'PLIMSOLL_DIR',
    fallback: 'this folder',
    isCommon: true,
  },
  {
    key: 'config',
    flags: '-c, --config <file>',
    what: 'the configuration file',
    variable: 'PLIMSOLL_CONFIG',
    fallback: 'plimsoll.yaml',
    isCommon: false,
  },
  {
    key: 'unit',
    flags: '-u, --unit <name>',
    what: 'the unit, where a folder has files for several: plimsoll.yaml and plimsoll.NAME.yaml',
    variable: 'PLIMSOLL_UNIT',
    fallback: 'that of the configuration file',
    isCommon: false,
  },
  {
    key: 'environment',
    flags: '-e, --environment <name>',
    what: 'the environment',
    variable: 'PLIMSOLL_ENVIRONMENT',
    fallback: 'production',
    isCommon: true,
  },
  {
    key: 'server',
    flags: '--server <url>',
    what: 'the control plane to ask: unix:PATH, http://localhost:PORT, or https://HOST; a token stands in PLIMSOLL_TOKEN',
    variable: 'PLIMSOLL_SERVER',
    fallback: '`server` of plimsoll.yaml, else the one of this folder, started when needed',
    isCommon: false,
  },
  {
    key: 'ca',
    flags: '--ca <file>',
    what: 'trust what this authority certifies, and nothing else, when the control plane is asked over TLS',
    variable: 'PLIMSOLL_CA',
    fallback: 'the authorities of Node, and those in NODE_EXTRA_CA_CERTS',
    isCommon: false,
  },
  {
    key: 'output',
    flags: '-o, --output <form>',
    what: 'how to print',
    variable: 'PLIMSOLL_OUTPUT',
    choices: ['text', 'json', 'ndjson'],
    fallback: 'text',
    isCommon: true,
  },
  {
    key: 'json',
    flags: '--json',
    what: 'the same as -o json',
    variable: 'PLIMSOLL_OUTPUT',
    fallback: 'off',
    isCommon: false,
  },
  {
    key: 'quiet',
    flags: '-q, --quiet',
    what: 'say nothing on stderr and print no live lines',
    variable: 'PLIMSOLL_QUIET',
    fallback: 'off',
    isCommon: false,
  },
  {
    key: 'verbose',
    flags: '-v, --verbose',
    what: 'say more on stderr',
    variable: 'PLIMSOLL_VERBOSE',
    fallback: 'off',
    isCommon: false,
  },
  {
    key: 'progress',
    flags: '--progress <kind>',
    what: 'how a command that follows a deployment shows it',
    variable: 'PLIMSOLL_PROGRESS',
    choices: ['auto', 'tty', 'plain', 'report', 'none'],
    fallback: 'auto: tty at a terminal, else plain',
    isCommon: false,
  },
  {
    key: 'color',
    flags: '--color <when>',
    what: 'when to use colour; NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR and TERM=dumb are honoured',
    variable: 'PLIMSOLL_COLOR',
    choices: ['auto', 'always', 'never'],
    fallback: 'auto: at a terminal',
    isCommon: false,
  },
  {
    key: 'ascii',
    flags: '--ascii',
    what: 'signs that every terminal has: ok x ? ! .',
    variable: 'PLIMSOLL_ASCII',
    fallback: 'off',
    isCommon: false,
  },
  {
    key: 'input',
    flags: '--no-input',
    what: 'nobody is there to answer: leave with exit 6 or 12 instead',
    variable: 'PLIMSOLL_NO_INPUT',
    fallback: 'off at a terminal, else on',
    isCommon: true,
  },
  {
    key: 'timeout',
    flags: '--timeout <duration>',
    what: 'leave after this long with exit 124; the deployment goes on',
    variable: 'PLIMSOLL_TIMEOUT',
    fallback: 'never',
    isCommon: false,
  },
  {
    key: 'tz',
    flags: '--tz <zone>',
    what: 'the time zone of what is shown, such as Europe/Berlin or UTC',
    variable: 'PLIMSOLL_TZ',
    fallback: 'that of this machine',
    isCommon: false,
  },
] as const satisfies readonly GlobalFlag[];
