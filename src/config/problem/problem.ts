/** A place in the file with the line it stands in; lines and columns count from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** How much of the line is meant; at least 1. */
  readonly length: number;
  /** The line as it stands in the file; empty where the file as a whole is meant. */
  readonly excerpt: string;
  /** A few words to stand behind the caret; may be empty. */
  readonly label: string;
}

/** Why a file is refused: what is wrong, where, and what to do next. */
export interface Problem extends Place {
  /** Stable, lower-kebab; programs may rely on it. */
  readonly code: string;
  readonly message: string;
  /** What to write instead, as an instruction. */
  readonly remedy: string;
  /** The command to run next. */
  readonly command: string;
  readonly file: string;
  /** Another place further up that belongs to it, as with a key that stands twice. */
  readonly earlier: Place | null;
}
