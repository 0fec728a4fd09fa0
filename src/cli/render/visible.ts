// Control characters move cursors, clear screens and rename windows; direction marks make a text read as another one.
const UNSEEN = /(?!\n)[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text for a terminal: what others wrote, such as reasons, commits and check output, can neither steer it nor hide in it. */
export const visible = (text: string): string => text.replace(UNSEEN, '\u{fffd}');

/** The same on one line. */
export const onOneLine = (text: string): string => visible(text.replaceAll(/\s*[\r\n]+\s*/g, ' '));
