// A fixed text: the command comes as arguments, and no shell reads those. The shell waits on its third descriptor for one line and
// then becomes the command, with the same pid and start time. If the control plane dies before it wrote the identity down, the line
// never comes and nothing ever ran.
const WAIT_THEN_BECOME = 'read -r go <&3 && exec "$@" 3<&-';

/** The program and its arguments by which a command waits for a line on its third descriptor before it runs. */
export const waitingToBecome = (command: readonly string[]): readonly [program: string, args: readonly string[]] => [
  '/bin/sh',
  ['-c', WAIT_THEN_BECOME, 'sh', ...command],
];
