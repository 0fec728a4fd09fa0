import { createElement, memo, type ReactNode } from 'react';
import type { SvgNode } from '../../../chart/svg-node.ts';

/** A drawing as elements. Made of values and never of text, so that nothing in it can be more than it says. */
export const Drawing = memo(({ node }: { readonly node: SvgNode }): ReactNode => elementOf(node, 0));

function elementOf({ tag, attributes, inside }: SvgNode, key: number): ReactNode {
  const children = inside.map((each, index) => (typeof each === 'string' ? each : elementOf(each, index)));
  const properties = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [propertyOf(name), value]));
  return createElement(tag, { ...properties, key }, ...children);
}

/** React has names of its own for attributes with a hyphen, but for those about accessibility. */
const propertyOf = (name: string): string =>
  name.startsWith('aria-') ? name : name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
