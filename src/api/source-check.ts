/** An environment of a configuration. */
export interface PlaceRequest {
  /** The configuration file, absolute. */
  readonly config: string;
  readonly environment: string;
}

/** How a metric source does, asked at this moment. */
export interface SourceCheck {
  readonly source: string;
  /** It answers and, where something serves, knows of stable. */
  readonly ok: boolean;
  readonly detail: string;
  /** What somebody should look at before it matters. */
  readonly warnings: readonly string[];
}

/** How a source does as a deployment that is measured needs it; the provider's trouble, and not the release's. */
export interface SourceTrouble {
  readonly source: string;
  readonly why: string;
  readonly detail: string;
  readonly since: string;
}
