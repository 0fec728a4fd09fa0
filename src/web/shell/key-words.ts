/** The keys there are, and what each does. */
export const KEY_WORDS: readonly (readonly [keys: string, what: string])[] = [
  ['g o', 'Overview'],
  ['g w', 'What waits for me'],
  ['g d', 'Deployments'],
  ['a', 'Approval sheet of this deployment'],
  ['r', 'Roll back this deployment'],
  ['h', 'Hold this deployment'],
  ['?', 'These keys'],
];
