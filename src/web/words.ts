/** What the page says of itself, of passkeys, and of a control plane that is away. Words of a room stand in its own part. */
export const SAID = {
  product: 'Plimsoll',
  // passkeys
  noPasskeys: 'This browser has no passkeys on this page',
  noPasskeysNext: 'Open the page under the name localhost, in a newer browser',
  alreadyHeld: 'That authenticator holds a passkey for this page already',
  promptEnded: (name: string) => `The browser’s prompt ended without a passkey (${name})`,
  promptEndedNext: 'Nothing was signed. Try again, or use another device',
  otherStatement: 'The control plane offers another statement to sign than the one that is shown',
  otherStatementNext: 'Sign nothing. Load the page again, and find out who runs this control plane',
  busy: 'Waiting for your passkey and the control plane …',
  // freshness
  connecting: 'Connecting …',
  live: 'Live',
  liveAsOf: (ago: string) => `Live, heard ${ago} ago`,
  away: (since: string) => `The control plane is away since ${since}`,
  awayMore: 'What you see is the last that is known. Nothing can be asked for until it is back; what runs goes on.',
  awayShort: (since: string) => `Away since ${since}`,
  notLive: 'not while the control plane is away',
  lapsed: 'You are signed out: the control plane was started again, or your session is over.',
  lapsedMore: 'What you see is the last that is known.',
  // problems
  next: 'Next',
  retry: 'Try again',
  notFound: 'There is no such page',
  notFoundMore: 'The address leads nowhere here.',
  toOverview: 'To the overview',
  loading: 'Loading',
  broken: 'This part of the page broke',
  brokenMore: 'It is a bug in the page, not in what is deployed. The same at a terminal:',
  // shell
  skip: 'Skip to content',
  menu: 'Menu',
  close: 'Close',
  cancel: 'Cancel',
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark' },
  keys: 'Keyboard',
  keysOn: 'Single keys',
  signIn: 'Sign in',
  signInTitle: 'Sign in to see this',
  signInMore: 'Signing in shows what is deployed. An approval asks for your passkey once more.',
  signInButton: 'Sign in with a passkey',
  signInTerminal: 'Or open the link that a terminal prints:',
  signOut: 'Sign out',
  copy: 'Copy',
  copied: 'Copied',
  unknown: 'not known',
} as const;

/** The rooms of the page, as the menu names them. */
export const ROOM_NAMES = {
  overview: 'Overview',
  deployments: 'Deployments',
  environments: 'Environments',
  blackouts: 'Blackouts',
  consents: 'Consents',
  audit: 'Audit',
  delivery: 'Delivery',
  incidents: 'Incidents',
  settings: 'Settings',
} as const;

/** The sentence that says why something waits. */
export const WAITING = {
  who: (who: string) => `${who} can end it`,
  or: ' or ',
  until: 'until',
  in: 'in',
  byItself: 'By itself',
} as const;
