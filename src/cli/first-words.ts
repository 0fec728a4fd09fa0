/** What is said when nothing was asked: eight lines, three of them worth typing. */
export const FIRST_WORDS = `Plimsoll ships verified code safely to production; a person approves it.

  plimsoll config check   every problem of plimsoll.yaml at once
  plimsoll deploy         ship this commit; it waits for a person before production
  plimsoll status         where it is, why it waits, and what to do next

All commands: plimsoll --help
One command:  plimsoll deploy --help`;
