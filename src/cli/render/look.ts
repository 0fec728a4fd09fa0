import type { Invocation } from '../invocation.ts';

/** How text is to look where it is shown. */
export interface Look {
  readonly color: boolean;
  /** Only signs that every terminal has. */
  readonly ascii: boolean;
  /** The time zone of what is shown, by its IANA name. */
  readonly zone: string;
}

/** How a command that follows a deployment shows it. */
export type Showing = 'live' | 'plain' | 'report' | 'none';

/** What decides how things look, beside what was asked for. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether what is written goes to a terminal. */
  readonly isTerminal: boolean;
}

/** Colour, signs and zone: what was asked for, else what the surroundings say. */
export const lookOf = (asked: Pick<Invocation, 'color' | 'ascii' | 'zone'>, around: Surroundings): Look => ({
  color: hasColor(asked.color, around),
  ascii: asked.ascii,
  zone: asked.zone,
});

/** Live where a person sits at a terminal that can move its cursor, else a line for each change. */
export function showingOf(
  { progress, output, quiet }: Pick<Invocation, 'progress' | 'output' | 'quiet'>,
  { env, isTerminal }: Surroundings,
): Showing {
  // A machine reads these: they have lines of their own, or none.
  if (output !== 'text') return 'none';
  const canMove = isTerminal && env.TERM !== 'dumb';
  switch (progress) {
    case 'tty':
      return canMove ? 'live' : 'plain';
    case 'plain':
      return 'plain';
    case 'report':
      return 'report';
    case 'none':
      return 'none';
    case 'auto':
      if (quiet) return 'report';
      return canMove && !isOn(env.CI) && !isOn(env.GITHUB_ACTIONS) ? 'live' : 'plain';
  }
}

// A flag is an act of this moment and wins. Of the variables the one that takes colour away wins, as its authors ask.
function hasColor(asked: Invocation['color'], { env, isTerminal }: Surroundings): boolean {
  if (asked !== 'auto') return asked === 'always';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (isOn(env.CLICOLOR_FORCE)) return true;
  if (env.FORCE_COLOR !== undefined) return isOn(env.FORCE_COLOR) || env.FORCE_COLOR === '';
  if (env.CLICOLOR === '0' || env.TERM === 'dumb') return false;
  return isTerminal;
}

const isOn = (value: string | undefined): boolean =>
  value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
