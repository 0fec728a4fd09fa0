/** How the signed heads of the journal stand, and their export to places outside. */
export interface HeadsView {
  /** The key that signs them, in its one-line form, for whoever checks later. */
  readonly verifierKey: string;
  /** How many were signed so far. */
  readonly signed: number;
  /** Why the last one could not be recorded; null while all is well. */
  readonly problem: string | null;
  readonly exports: readonly {
    readonly place: string;
    readonly exported: number;
    readonly problem: string | null;
    /** Since when it has failed, as ISO 8601; null while it works. */
    readonly since: string | null;
    /** What is there contradicts this journal. */
    readonly diverged: boolean;
  }[];
}

/** Which part of a deployment's record is asked for. */
export interface RecordRequest {
  /** The position after which it goes on; 0 begins. */
  readonly after: number;
  /** Where it ends, as the first part said; 0 is where the journal ends now. */
  readonly until: number;
}

/** A part of a deployment's record, as the text of the file. */
export interface RecordPart {
  readonly text: string;
  readonly next: number;
  readonly until: number;
  /** Whether this was the last part. */
  readonly done: boolean;
}
