/** No try to tell somebody takes longer, in milliseconds. */
export const LIMIT = 10_000;
