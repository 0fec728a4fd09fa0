/** What one listener bears. Tests may make it smaller; nothing makes it larger. */
export interface ListenerLimits {
  /** Bytes of a request's head. */
  readonly headBytes: number;
  /** Milliseconds until the head is complete. */
  readonly headWithin: number;
  /** Milliseconds until the whole request, body included, has come. */
  readonly requestWithin: number;
  /** Connections of one address on which no request is being served. */
  readonly waitingPerAddress: number;
  /** The same of all addresses together. */
  readonly waiting: number;
  /** Requests that are being served at one time; `/healthz` is not counted. */
  readonly serving: number;
  /** Milliseconds in which an answer must have been read to its end. */
  readonly unreadFor: number;
  /** How often, in milliseconds, connections are looked over. */
  readonly sweep: number;
}

/** Far above what people, agents and CI of one control plane need. */
export const LISTENER_LIMITS: ListenerLimits = {
  headBytes: 16 * 1_024,
  headWithin: 5_000,
  requestWithin: 10_000,
  waitingPerAddress: 64,
  waiting: 512,
  serving: 256,
  unreadFor: 20_000,
  sweep: 1_000,
};

/** No request body is larger, in bytes. */
export const LARGEST_BODY = 1_048_576;
/** Nor nested deeper. */
export const DEEPEST_BODY = 64;
