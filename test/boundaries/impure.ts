/** Ways to learn the time, each of which the linter must refuse in the core. */
export const CLOCKS: readonly string[] = [
  'export const now = Date.now();',
  'export const today = new Date();',
  'export const then = new Date(5);',
  'export const parsed = Date.parse("2026-01-01");',
  'export const steady = performance.now();',
  'export const hidden = globalThis.Date;',
  'export const later = setTimeout(() => 0, 1);',
  'export const often = setInterval(() => 0, 1);',
  'export const soon = setImmediate(() => 0);',
  'queueMicrotask(() => 0);',
];

/** Ways to chance. */
export const CHANCE: readonly string[] = [
  'export const chance = Math.random();',
  'export const quoted = Math["random"]();',
  'export const optional = Math?.random();',
  'export const { random } = Math;',
  'export const { random: renamed, floor } = Math;',
  'export const alias = Math;',
  'export const id = crypto.randomUUID();',
];

/** Ways to the machine. */
export const OUTSIDE: readonly string[] = [
  'export const home = process.env.HOME;',
  'export const bytes = Buffer.from("a");',
  'export const answer = fetch("http://a.test");',
  'console.log("said");',
  'export const local = new Intl.DateTimeFormat();',
];

/** What the core does all day. */
export const LAWFUL = `
export const most = Math.max(1, Math.floor(Math.log(3)));
export const sizes = [1, -2].map(Math.abs);
export const known = new Map([['a', 1]]);
`;
