/** Why a feed cannot be trusted to say when its windows are. Never leaves this folder: it becomes the feed's problem. */
export class FeedFault extends Error {
  override readonly name = 'FeedFault';
}
