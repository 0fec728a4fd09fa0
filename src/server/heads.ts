import type { HeadsView, RecordPart, RecordRequest } from '../api/record.ts';

/** What the service needs of signed heads and records; they are made where key and journal are at hand. */
export interface Heads {
  view(): HeadsView;
  /** A part of the record of a deployment that exists. */
  record(id: string, asked: RecordRequest): Promise<RecordPart>;
}
