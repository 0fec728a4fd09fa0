/** One event of a deployment, as a line of the feed. */
export interface EventLine {
  readonly seq: number;
  readonly version: number;
  readonly time: string;
  readonly type: string;
  readonly principal: string;
  readonly body: unknown;
}
