let kept = '';

/** Keeps what stood behind the `#` of the address that was opened, once it is taken out of it. */
export const keepFragment = (fragment: string): void => {
  kept = fragment;
};

/** What stood behind the `#`. */
export const keptFragment = (): string => kept;
