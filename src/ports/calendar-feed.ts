/** Where a calendar feed is read. */
export interface FeedPlace {
  /** An http or https address, or a file of the folder. */
  readonly place: string;
  readonly dir: string;
  /** Ranges of private addresses that may be connected to. */
  readonly allowPrivate: readonly string[];
}

/** Reads the text of calendar feeds, within limits of size and time. Rejects with DriverError only. */
export interface CalendarFeed {
  readonly name: string;
  read(place: FeedPlace, signal: AbortSignal): Promise<string>;
}
