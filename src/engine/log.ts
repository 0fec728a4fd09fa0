/** Where warnings and errors of the engine go: constant text with data beside it, so that they can be grouped. */
export interface Log {
  info(text: string, data?: Readonly<Record<string, unknown>>): void;
  warn(text: string, data?: Readonly<Record<string, unknown>>): void;
  error(text: string, data?: Readonly<Record<string, unknown>>): void;
}
