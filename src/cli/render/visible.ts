// Control characters move cursors, clear screens and rename windows; marks of direction make a text read as another one; what is
// not seen at all (zero-width signs, tags, fillers) makes two texts look the same.
const UNSEEN =
  /(?!\n)[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Text for a terminal: what others wrote, such as reasons, commits and check output, can neither steer it nor hide in it. */
export const visible = (text: string): string => text.replace(UNSEEN, '\u{fffd}');

/** The same on one line. */
export const onOneLine = (text: string): string => visible(text.replaceAll(/\s*[\r\n]+\s*/g, ' '));

/** A value as JSON that can neither steer a terminal nor hide in it: what is not seen is written as its number, so nothing is lost. */
export const visibleJson = (value: unknown): string =>
  JSON.stringify(value).replace(UNSEEN, (sign) =>
    [...Array(sign.length).keys()].map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
