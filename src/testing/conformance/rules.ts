import { afterAll, expect, it } from 'vitest';

/** Rules that a driver leaves out, each by its title, with the reason. */
export type LeftOut = Readonly<Record<string, string>>;

/**
 * `it` for the rules of a suite: one that a driver leaves out is shown as skipped, with its reason. A reason for a rule that does not
 * exist fails the suite.
 */
export function ruleOf(leftOut: LeftOut): {
  (title: string, body: () => Promise<void>): void;
  each<T>(cases: readonly T[]): (title: string, body: (one: T) => Promise<void>) => void;
} {
  const titles = new Set<string>();
  const reasonFor = (title: string): string | undefined => {
    titles.add(title);
    return Object.hasOwn(leftOut, title) ? leftOut[title] : undefined;
  };
  afterAll(() => {
    expect(Object.keys(leftOut).filter((title) => !titles.has(title))).toEqual([]);
  });
  const rule = (title: string, body: () => Promise<void>): void => {
    const reason = reasonFor(title);
    if (reason === undefined) it(title, body);
    // Skipped because the driver left this rule out: its reason is the value in `leftOut`, shown in the title.
    else it.skip(`${title} (left out: ${reason})`, body);
  };
  return Object.assign(rule, {
    each:
      <T>(cases: readonly T[]) =>
      (title: string, body: (one: T) => Promise<void>): void => {
        const reason = reasonFor(title);
        if (reason === undefined) it.each([...cases] as T[])(title, body as (one: T) => Promise<void>);
        // Skipped because the driver left this rule out: its reason is the value in `leftOut`, shown in the title.
        else it.skip(`${title} (left out: ${reason})`, () => undefined);
      },
  });
}
