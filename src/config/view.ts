/** Plain values, ready to be printed. */
export type View = null | boolean | number | string | readonly View[] | { readonly [key: string]: View };
