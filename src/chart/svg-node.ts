/** A piece of a drawing as a value: whoever shows it makes text or elements of it. */
export interface SvgNode {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly inside: readonly (SvgNode | string)[];
}

/** Makes a piece of a drawing. */
export const node = (
  tag: string,
  attributes: SvgNode['attributes'] = {},
  ...inside: readonly (SvgNode | string)[]
): SvgNode => ({ tag, attributes, inside });

/** A drawing as text, for a document that holds it. Everything said in it is text and nothing else. */
export function svgText({ tag, attributes, inside }: SvgNode): string {
  const given = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`);
  const within = inside.map((each) => (typeof each === 'string' ? escaped(each) : svgText(each)));
  return within.length === 0 ? `<${tag}${given.join('')}/>` : `<${tag}${given.join('')}>${within.join('')}</${tag}>`;
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

// Control characters are not allowed in XML, not even escaped.
const escaped = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');
