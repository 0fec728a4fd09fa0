/** Why a router cannot start, in the words of the person who has to mend it. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly code: string;
  /** What to do, as an instruction. */
  readonly next: string;

  constructor(code: string, message: string, next: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.next = next;
  }
}

/** The system's own code of an error (`EADDRINUSE`, ...), or undefined when it has none. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** An error's message, whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
