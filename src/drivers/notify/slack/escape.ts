/** Foreign text as Slack shows it literally: nothing in it mentions, links or formats. */
export const slackText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*_~`]/g, (sign) => `\u200b${sign}\u200b`);

/** Cuts a text to what a field may hold. */
export const atMost = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;
